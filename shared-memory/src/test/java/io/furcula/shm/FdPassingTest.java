package io.furcula.shm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.furcula.SharedMemoryException;
import java.io.EOFException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FdPassingTest {

    private static final Duration DEADLINE = Duration.ofSeconds(30);
    private static final Duration SOON = Duration.ofMillis(20);

    private final int[] sockets = {-1, -1};

    @BeforeEach
    void connect() {
        assumeThat(Linux.canMakeMemoryFiles().available())
                .as(Linux.canMakeMemoryFiles().reason())
                .isTrue();
        int type = LibC.SOCK_SEQPACKET | LibC.SOCK_CLOEXEC;
        assertThat(LibC.socketpair(LibC.AF_UNIX, type, 0, sockets)).isZero();
    }

    @AfterEach
    void close() {
        for (int socket : sockets) {
            if (socket >= 0) {
                LibC.close(socket);
            }
        }
    }

    private static int fileWith(String content) throws Exception {
        int fd = LibC.memfd_create("furcula-passed");
        Files.writeString(Path.of("/proc/self/fd/" + fd), content);
        return fd;
    }

    @Test
    void theReceiverReadsTheSendersFiles() throws Exception {
        int one = fileWith("one");
        int two = fileWith("two");
        ByteBuffer hello = ByteBuffer.wrap("hello".getBytes(UTF_8));
        FdPassing.send(sockets[0], hello, List.of(one, two), DEADLINE);
        LibC.close(one);
        LibC.close(two);

        FdPassing.Received received = FdPassing.receive(sockets[1], 100, 2, DEADLINE);

        assertThat(UTF_8.decode(received.bytes()).toString()).isEqualTo("hello");
        assertThat(received.descriptors()).hasSize(2);
        assertThat(Files.readString(
                        Path.of("/proc/self/fd/" + received.descriptors().get(0))))
                .isEqualTo("one");
        assertThat(Files.readString(
                        Path.of("/proc/self/fd/" + received.descriptors().get(1))))
                .isEqualTo("two");
        for (int fd : received.descriptors()) {
            String info = Files.readString(Path.of("/proc/self/fdinfo/" + fd));
            assertThat(info).as("closes at exec").containsPattern("flags:\\s*02\\d{6}\\b");
            LibC.close(fd);
        }
    }

    @Test
    void aMessageNeedsNoFile() throws Exception {
        FdPassing.send(sockets[0], ByteBuffer.wrap(new byte[] {7}), List.of(), DEADLINE);
        FdPassing.Received received = FdPassing.receive(sockets[1], 1, 0, DEADLINE);
        assertThat(received.bytes().get(0)).isEqualTo((byte) 7);
        assertThat(received.descriptors()).isEmpty();
    }

    @Test
    void moreFilesThanExpectedAreClosedAndRefused() throws Exception {
        int fd = fileWith("x");
        FdPassing.send(sockets[0], ByteBuffer.allocate(1), List.of(fd, fd), DEADLINE);
        LibC.close(fd);
        assertThatThrownBy(() -> FdPassing.receive(sockets[1], 1, 1, DEADLINE))
                .isInstanceOf(SharedMemoryException.class)
                .hasMessageContaining("1 descriptors");
        String own = "/proc/" + OpenFiles.ownPid() + "/";
        assertThat(OpenFiles.ofAllProcesses("/memfd:furcula-passed (deleted)"))
                .noneMatch(path -> path.startsWith(own));
    }

    @Test
    void aSilentPeerIsATimeoutAndAGoneOneTheEnd() throws Exception {
        assertThatThrownBy(() -> FdPassing.receive(sockets[1], 1, 1, SOON))
                .isInstanceOf(SharedMemoryException.class)
                .hasMessageContaining("timed out");
        LibC.close(sockets[0]);
        sockets[0] = -1;
        assertThatThrownBy(() -> FdPassing.receive(sockets[1], 1, 1, DEADLINE))
                .isInstanceOf(EOFException.class);
        assertThatThrownBy(() ->
                        FdPassing.send(sockets[1], ByteBuffer.allocate(1), List.of(), DEADLINE))
                .isInstanceOf(SharedMemoryException.class)
                .hasMessageContaining("EPIPE (32)");
    }

    @Test
    void anInterruptEndsTheWait() {
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> FdPassing.receive(sockets[1], 1, 1, DEADLINE))
                .isInstanceOf(InterruptedException.class);
        assertThat(Thread.interrupted()).isFalse();
    }
}

package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.Queue;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/** A queue that was large once is not large for ever. */
@EnabledOnOs(OS.LINUX)
@Timeout(120)
class QueueMemoryTest {

    private static final int MESSAGES = 200;
    private static final long BLOCK_BYTES = 512;
    private static final long KEPT_BYTES = 100L << 20;

    @Test
    void memoryOfTakenMessagesIsGivenBackAndUsedAgain() throws Exception {
        try (Queue<byte[]> queue = Queue.create()) {
            for (int round = 0; round < 3; round++) {
                for (int i = 0; i < MESSAGES; i++) {
                    queue.put(message(round + i));
                }
                assertThat(allocated()).isGreaterThan((long) MESSAGES << 20);
                for (int i = 0; i < MESSAGES; i++) {
                    assertThat(queue.take()).isEqualTo(message(round + i));
                }
                assertThat(allocated()).isLessThan(KEPT_BYTES);
            }
        }
    }

    @Test
    void queueGrowsNoMoreOnceItIsLargeEnough() throws Exception {
        try (Queue<byte[]> queue = Queue.create()) {
            long before = 0;
            for (int i = 0; i < 20 * MESSAGES; i++) { // larger than its first extents
                queue.put(message(i));
                queue.put(new byte[i]);
                queue.take();
                assertThat(queue.take()).hasSize(i);
                if (i == MESSAGES) {
                    before = sizeOfAll();
                }
            }
            assertThat(sizeOfAll()).isEqualTo(before);
        }
    }

    /** How large this process's segments are, all together, with memory or without. */
    private static long sizeOfAll() throws IOException {
        long size = 0;
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            for (Path fd : open.toList()) {
                if (Files.isSymbolicLink(fd) && link(fd).startsWith("/memfd:furcula-")) {
                    size += Files.size(fd);
                }
            }
        }
        return size;
    }

    private static byte[] message(int number) {
        byte[] bytes = new byte[1 << 20];
        for (int i = 0; i < bytes.length; i += 1000) {
            bytes[i] = (byte) (number + i);
        }
        return bytes;
    }

    /** How much memory this process's segments have, all together. */
    private static long allocated() throws IOException, InterruptedException {
        long blocks = 0;
        try (Stream<Path> open = Files.list(Path.of("/proc/self/fd"))) {
            for (Path fd : open.toList()) {
                String target = Files.isSymbolicLink(fd) ? link(fd) : "";
                if (target.startsWith("/memfd:furcula-")) {
                    blocks += blocks(Path.of("/proc/" + ProcessHandle.current().pid() + "/fd")
                            .resolve(fd.getFileName()));
                }
            }
        }
        return blocks * BLOCK_BYTES;
    }

    private static String link(Path fd) {
        try {
            return Files.readSymbolicLink(fd).toString();
        } catch (IOException e) {
            return ""; // closed by now: the one that lists them
        }
    }

    private static long blocks(Path file) throws IOException, InterruptedException {
        Process stat = new ProcessBuilder(List.of("stat", "-Lc", "%b", file.toString())).start();
        try {
            String text = new String(stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(stat.waitFor(20, TimeUnit.SECONDS)).isTrue();
            return Long.parseLong(text.strip());
        } finally {
            stat.destroyForcibly();
        }
    }
}

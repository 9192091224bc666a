package io.furcula.forkserver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.ProcessOptions;
import io.furcula.forkengine.DescriptorChannel;
import io.furcula.forkengine.Fd;
import io.furcula.forkengine.Forked;
import io.furcula.forkengine.children.ForkedChild;
import io.furcula.forkengine.children.StartDescriptors;
import io.furcula.internal.wire.FailureReport;
import io.furcula.internal.wire.Frames;
import io.furcula.spi.ChildExit;
import io.furcula.spi.ChildRequest;
import io.furcula.testkit.Await;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A child and who makes it speak on one channel, in any order. */
@ExtendWith({Deadline.class, LeakCheck.class})
class BirthTest {

    private static final long NOTHING_MORE_MS = 300;
    private static final Duration LIMIT = Duration.ofSeconds(Await.LIMIT_SECONDS);

    @BeforeEach
    void available() {
        assertTrue(new ForkServerStartMethod().availability().available());
    }

    @Test
    void serverMaySayWhoIsBornAfterTheChildSaysHello() throws Exception {
        try (Midwife midwife = new Midwife()) {
            FutureTask<ForkedChild> start = midwife.start();
            midwife.say(Frames.HELLO, midwife.pid());
            assertThrows(
                    TimeoutException.class,
                    () -> start.get(NOTHING_MORE_MS, TimeUnit.MILLISECONDS),
                    "what comes between would end up in what the child says next");
            midwife.say(Frames.BORN, midwife.pid());
            assertFailureIsTold(midwife, start);
        }
    }

    @Test
    void serverThatHasDiedIsNotWaitedFor() throws Exception {
        try (Midwife midwife = new Midwife()) {
            FutureTask<ForkedChild> start = midwife.start();
            midwife.say(Frames.HELLO, midwife.pid());
            midwife.dead.set(true);
            assertFailureIsTold(midwife, start);
        }
    }

    private static void assertFailureIsTold(Midwife midwife, FutureTask<ForkedChild> start)
            throws Exception {
        ForkedChild child = start.get(Await.LIMIT_SECONDS, TimeUnit.SECONDS);
        child.follow(false);
        midwife.say(Frames.FAILED, FailureReport.toBytes(new IllegalStateException("thrown")));
        child.kill();
        ChildExit exit = child.onExit().get(Await.LIMIT_SECONDS, TimeUnit.SECONDS);
        Throwable failure = exit.failure();
        assertNotNull(failure, exit::toString);
        assertEquals("thrown", failure.getMessage());
    }

    /** Makes a process that sleeps, and speaks for it and for a server. */
    private static final class Midwife implements ForkedChild.Birth, AutoCloseable {

        private static final int MADE = 1;

        private final int[] copies = {-1, -1};
        private final AtomicBoolean dead = new AtomicBoolean();
        private int channel = -1;
        private volatile long pid;

        Midwife() throws IOException {
            Fd.checked(Fd.pair(true, copies), "socketpair");
        }

        FutureTask<ForkedChild> start() {
            FutureTask<ForkedChild> start = new FutureTask<>(
                    () -> ForkedChild.start("forkserver", new Nothing(), LIMIT, this));
            new Thread(start, "start").start();
            int[] received = {-1};
            assertEquals(MADE, Fd.receive(copies[1], received));
            channel = received[0];
            return start;
        }

        @Override
        public @Nullable Forked make(StartDescriptors descriptors, int[] others)
                throws IOException {
            int[] side = descriptors.childSide();
            byte[][] command = Stream.of("/bin/sleep", "1000")
                    .map(text -> (text + '\0').getBytes(StandardCharsets.UTF_8))
                    .toArray(byte[][]::new);
            pid = Fd.checked(Fd.execute(command, new byte[0][], side[0], side[2]), "posix_spawn");
            Fd.send(copies[0], (byte) MADE, new int[] {side[0]});
            return null;
        }

        @Override
        public boolean isMakerDead() {
            return dead.get();
        }

        byte[] pid() {
            return ByteBuffer.allocate(Long.BYTES).putLong(pid).array();
        }

        void say(byte type, byte[] content) throws IOException {
            Frames.write(new DescriptorChannel(channel), type, content);
        }

        @Override
        public void close() {
            Fd.close(channel);
            Fd.close(copies[0]);
            Fd.close(copies[1]);
        }
    }

    /** Asks for a child that is not told to do anything. */
    private record Nothing() implements ChildRequest {

        @Override
        public String name() {
            return "Process-1";
        }

        @Override
        public boolean daemon() {
            return false;
        }

        @Override
        public ProcessOptions options() {
            return ProcessOptions.INHERITED;
        }

        @Override
        public String targetClass() {
            return "";
        }

        @Override
        public byte[] task() {
            throw new UnsupportedOperationException();
        }

        @Override
        public ChildExit runHere(BooleanSupplier stopRequested) {
            throw new UnsupportedOperationException();
        }
    }
}

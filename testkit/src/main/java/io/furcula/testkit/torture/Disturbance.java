package io.furcula.testkit.torture;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.channels.Pipe;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.IntStream;

/**
 * What a thread does beside which children are started. Each kind leaves the JVM, now and then, in a
 * state that a copy of it could not go on from. A step takes at most about a second.
 */
/* The order matters: with 12 threads, the last four share a thread each with the first four. */
enum Disturbance {
    ALLOCATE {
        @Override
        void step(Random random, Disturbers all) throws InterruptedException {
            for (int i = 0; i < 200; i++) {
                Work.sink = new int[100 + random.nextInt(10_000)];
            }
            Thread.sleep(1);
        }
    },
    FILL_MAPS {
        @Override
        void step(Random random, Disturbers all) throws InterruptedException {
            Map<Integer, String> map = new ConcurrentHashMap<>();
            for (int i = 0; i < 5000; i++) {
                map.put(random.nextInt(1000), "v" + i);
            }
            Work.sink = map;
            Thread.sleep(1);
        }
    },
    COMPRESS {
        @Override
        void step(Random random, Disturbers all) throws Exception {
            for (int i = 0; i < 5; i++) {
                Work.compress(random, 1 + random.nextInt(20_000));
            }
            Thread.sleep(1);
        }
    },
    LOG {
        @Override
        void step(Random random, Disturbers all) throws InterruptedException {
            for (int i = 0; i < 50; i++) {
                Work.LOG.info("message " + i);
            }
            Thread.sleep(1);
        }
    },
    LOAD_CLASSES {
        @Override
        void step(Random random, Disturbers all) throws Exception {
            Work.loadClasses();
            Thread.sleep(1 + random.nextInt(3));
        }
    },
    HOLD_MONITORS {
        @Override
        @SuppressWarnings("WaitNotInLoop") // it is for the waiting, not for a condition
        void step(Random random, Disturbers all) throws InterruptedException {
            int first = random.nextInt(Work.MONITORS.length);
            int second = first + 1 + random.nextInt(3); // always the higher one: no deadlock
            synchronized (Work.MONITORS[first]) {
                hold(random);
                if (second < Work.MONITORS.length) {
                    synchronized (Work.MONITORS[second]) {
                        hold(random);
                    }
                } else if (random.nextInt(4) == 0) {
                    Work.MONITORS[first].wait(1);
                }
            }
            Thread.sleep(1);
        }
    },
    HOLD_LOCKS {
        @Override
        void step(Random random, Disturbers all) throws InterruptedException {
            ReentrantLock first = Locks.ALL[random.nextInt(2)];
            ReentrantLock second = Locks.ALL[2 + random.nextInt(2)];
            first.lock();
            try {
                hold(random);
                if (random.nextInt(3) == 0) {
                    second.lockInterruptibly();
                    try {
                        hold(random);
                    } finally {
                        second.unlock();
                    }
                }
            } finally {
                first.unlock();
            }
            Thread.sleep(1);
        }
    },
    COLLECT {
        @Override
        void step(Random random, Disturbers all) throws InterruptedException {
            Thread.sleep(20 + random.nextInt(50));
            System.gc();
        }
    },
    ACCEPT {
        @Override
        void step(Random random, Disturbers all) throws Exception {
            InetAddress here = InetAddress.getLoopbackAddress();
            try (ServerSocket server = new ServerSocket(0, 50, here)) {
                boolean inPolls = random.nextBoolean();
                server.setSoTimeout(inPolls ? 20 : 0);
                int millis = random.nextInt(300);
                int port = server.getLocalPort();
                Future<?> connected = CompletableFuture.runAsync(
                        () -> all.own(() -> connect(here, port, all.pid())), in(millis));
                try (Socket socket = accept(server)) {
                    long caller = new DataInputStream(socket.getInputStream()).readLong();
                    Work.require(
                            caller == all.pid(),
                            "process " + caller + " connects, and only " + all.pid() + " may");
                }
                Work.await(connected, LIMIT, "the end of a connection");
            }
        }

        private Socket accept(ServerSocket server) throws IOException {
            while (true) {
                try {
                    return server.accept();
                } catch (SocketTimeoutException e) {
                    Work.sink = e; // once more
                }
            }
        }

        private void connect(InetAddress address, int port, long pid) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(address, port));
                LockSupport.parkNanos(1_000_000); // the other side reads
                new DataOutputStream(socket.getOutputStream()).writeLong(pid);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    },
    SELECT {
        @Override
        void step(Random random, Disturbers all) throws IOException {
            Pipe pipe = Pipe.open();
            try (Pipe.SourceChannel source = pipe.source();
                    Pipe.SinkChannel sink = pipe.sink();
                    Selector selector = Selector.open()) {
                source.configureBlocking(false);
                source.register(selector, SelectionKey.OP_READ);
                for (int i = 0; i < 10; i++) {
                    Work.require(
                            selector.select(1 + random.nextInt(20)) == 0,
                            "an empty pipe is ready, up to " + sink);
                }
            }
        }
    },
    STREAM_IN_PARALLEL {
        @Override
        void step(Random random, Disturbers all) throws InterruptedException {
            Work.streamInParallel();
            Thread.sleep(2);
        }
    },
    USE_POOL {
        @Override
        void step(Random random, Disturbers all) throws Exception {
            List<Future<Integer>> answers = new ArrayList<>();
            int tasks = 1 + random.nextInt(8);
            for (int i = 0; i < tasks; i++) {
                int number = i;
                int nanos = random.nextInt(1_000_000);
                answers.add(all.pool()
                        .submit(() -> all.own(() -> {
                            LockSupport.parkNanos(nanos);
                            Work.sink = new int[1000];
                            return number;
                        })));
            }
            for (int i = 0; i < tasks; i++) {
                int answer = Work.await(answers.get(i), LIMIT, "an answer of a pool");
                Work.require(answer == i, "task " + i + " answers " + answer);
            }
            Thread.sleep(random.nextInt(3)); // its workers are idle
        }
    },
    DRAW_RANDOM {
        @Override
        void step(Random random, Disturbers all) throws InterruptedException {
            for (int i = 0; i < 50; i++) {
                Work.sink = UUID.randomUUID();
            }
            Work.sink = new SecureRandom().nextLong();
            Thread.sleep(1);
        }
    },
    READ_FILES {
        @Override
        void step(Random random, Disturbers all) throws Exception {
            Path status = Path.of("/proc/self/status");
            for (int i = 0; i < 3 && Files.exists(status); i++) {
                synchronized (Work.MONITORS[random.nextInt(Work.MONITORS.length)]) {
                    read(status, all.pid());
                }
                read(status, all.pid());
            }
            Thread.sleep(1);
        }

        private void read(Path status, long pid) throws IOException {
            String text = Files.readString(status);
            Work.require(text.contains("\nPid:\t" + pid + "\n"), "/proc/self/status");
        }
    },
    DELAY {
        @Override
        void step(Random random, Disturbers all) throws Exception {
            List<Future<Integer>> answers = IntStream.range(0, 5)
                    .<Future<Integer>>mapToObj(i -> CompletableFuture.supplyAsync(
                            () -> all.own(() -> i), in(random.nextInt(30))))
                    .toList();
            for (int i = 0; i < answers.size(); i++) {
                int answer = Work.await(answers.get(i), LIMIT, "an answer after a delay");
                Work.require(answer == i, "delay " + i + " answers " + answer);
            }
        }
    },
    RUN_VIRTUAL_THREADS {
        @Override
        void step(Random random, Disturbers all) throws Exception {
            if (Work.hasVirtualThreads()) {
                Work.runVirtualThreads(
                        20, () -> all.own(() -> Work.sink = new int[random.nextInt(100)]), LIMIT);
            }
            Thread.sleep(1);
        }
    };

    static final List<Disturbance> ALL = List.of(values());

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private static final int LONGEST_HOLD_NANOS = 2_000_000;

    abstract void step(Random random, Disturbers all) throws Exception;

    private static Executor in(int millis) {
        return CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS);
    }

    /** Takes up to 2 ms, asleep or at work. */
    private static void hold(Random random) {
        long nanos = random.nextInt(LONGEST_HOLD_NANOS);
        if (random.nextBoolean()) {
            LockSupport.parkNanos(nanos);
            return;
        }
        long end = System.nanoTime() + nanos;
        while (System.nanoTime() - end < 0) {
            Work.sink = new byte[100];
        }
    }

    /** The first two are taken before the last two: no deadlock. */
    private static final class Locks {
        static final ReentrantLock[] ALL = {
            new ReentrantLock(), new ReentrantLock(), new ReentrantLock(), new ReentrantLock()
        };

        private Locks() {}
    }
}

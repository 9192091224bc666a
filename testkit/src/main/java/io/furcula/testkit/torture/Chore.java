package io.furcula.testkit.torture;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.Selector;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/** A piece of a child's work. Each needs some part of the JVM, and checks that it works. */
enum Chore {
    ALLOCATE {
        @Override
        void run(ChildTask task, Random random) {
            for (int i = 0; i < 300; i++) {
                Work.sink = new byte[1 + random.nextInt(20_000)];
            }
        }
    },
    COLLECT {
        @Override
        void run(ChildTask task, Random random) {
            System.gc();
        }
    },
    LOAD_CLASSES {
        @Override
        void run(ChildTask task, Random random) throws Exception {
            Work.loadClasses();
        }
    },
    THREADS {
        @Override
        void run(ChildTask task, Random random) throws Exception {
            long millis = limit(task).toMillis();
            for (int n = 1 + random.nextInt(4); n > 0; n--) {
                Thread thread = new Thread(() -> Work.sink = new int[10]);
                thread.setDaemon(true); // if it hangs, the child ends all the same
                thread.start();
                thread.join(millis);
                if (thread.isAlive()) {
                    throw Work.late("the end of a thread", limit(task));
                }
            }
        }
    },
    PARALLEL_STREAM {
        @Override
        void run(ChildTask task, Random random) {
            Work.streamInParallel();
        }
    },
    COMPLETABLE_FUTURE {
        @Override
        void run(ChildTask task, Random random) throws Exception {
            CompletableFuture<Integer> sum = CompletableFuture.supplyAsync(() -> 20)
                    .thenCombineAsync(CompletableFuture.supplyAsync(() -> 3), Integer::sum);
            Work.require(
                    Work.await(sum, limit(task), "a result of the common pool") == 23, "20 + 3");
        }
    },
    DELAY {
        @Override
        void run(ChildTask task, Random random) throws Exception {
            CompletableFuture<String> late = new CompletableFuture<String>()
                    .completeOnTimeout("late", random.nextInt(5), TimeUnit.MILLISECONDS);
            Work.require(
                    Work.await(late, limit(task), "a timer of CompletableFuture")
                            .equals("late"),
                    "what a timer completes with");
        }
    },
    VIRTUAL_THREADS {
        @Override
        void run(ChildTask task, Random random) throws Exception {
            if (Work.hasVirtualThreads()) {
                Work.runVirtualThreads(10, () -> Work.sink = new int[10], limit(task));
            }
        }
    },
    OWN_POOL {
        @Override
        void run(ChildTask task, Random random) throws Exception {
            ExecutorService pool = Executors.newFixedThreadPool(2);
            try {
                for (int i = 0; i < 5; i++) {
                    int number = i;
                    int answer = Work.await(
                            pool.submit(() -> number), limit(task), "a result of the child's pool");
                    Work.require(answer == number, "the answer of the child's pool");
                }
            } finally {
                pool.shutdownNow();
            }
            if (!pool.awaitTermination(limit(task).toMillis(), TimeUnit.MILLISECONDS)) {
                throw Work.late("the end of the child's pool", limit(task));
            }
        }
    },
    IDLE_POOL {
        @Override
        void run(ChildTask task, Random random) throws Exception {
            int answer = Work.await(
                    IdlePool.POOL.submit(() -> 5),
                    limit(task),
                    "a result of the pool that was idle in the parent");
            Work.require(answer == 5, "the answer of the idle pool");
        }
    },
    SECURE_RANDOM {
        @Override
        void run(ChildTask task, Random random) throws IOException {
            Work.sink = UUID.randomUUID();
            ByteBuffer drawn = ByteBuffer.allocate(2 * Long.BYTES)
                    .putLong(new SecureRandom().nextLong())
                    .putLong(ThreadLocalRandom.current().nextLong())
                    .flip();
            try (FileChannel all = FileChannel.open(
                    task.file(Belongings.DRAWN),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND)) {
                all.write(drawn);
            }
        }
    },
    REGEX {
        @Override
        void run(ChildTask task, Random random) {
            int number = random.nextInt(1000);
            String text = "a" + number + ".b.c";
            Work.require(text.split("[.]+").length == 3, "the parts of " + text);
            Work.require(Pattern.compile("a(\\d+)" + ".*").matcher(text).matches(), text);
        }
    },
    LOG {
        @Override
        void run(ChildTask task, Random random) {
            Work.LOG.info("child " + task.seed());
        }
    },
    READ_FILE {
        @Override
        void run(ChildTask task, Random random) throws IOException {
            Path file = Path.of("/proc/self/stat");
            if (Files.exists(file)) {
                Work.require(
                        Files.readString(file).startsWith(Kernel.pid() + " "), "/proc/self/stat");
            }
        }
    },
    WRITE_FILE {
        @Override
        void run(ChildTask task, Random random) throws IOException {
            byte[] bytes = new byte[random.nextInt(50_000)];
            random.nextBytes(bytes);
            Path file = task.file("written-by-" + Kernel.pid());
            Files.write(file, bytes);
            Work.require(Arrays.equals(bytes, Files.readAllBytes(file)), "what was written");
            Files.delete(file);
        }
    },
    COMPRESS {
        @Override
        void run(ChildTask task, Random random) throws Exception {
            Work.compress(random, 1 + random.nextInt(20_000));
        }
    },
    MONITORS {
        @Override
        void run(ChildTask task, Random random) {
            int entered = 0;
            for (Object monitor : Work.MONITORS) {
                synchronized (monitor) {
                    entered++;
                }
            }
            Work.require(entered == Work.MONITORS.length, "the number of monitors");
        }
    },
    SELECT {
        @Override
        void run(ChildTask task, Random random) throws IOException {
            try (Selector selector = Selector.open()) {
                Work.require(selector.select(1 + random.nextInt(3)) == 0, "a channel is ready");
            }
        }
    },
    COMPILE {
        @Override
        void run(ChildTask task, Random random) {
            int start = random.nextInt(1000);
            long sum = 0;
            for (int i = 0; i < 300_000; i++) { // hot enough to be compiled as it runs
                sum += step(start + i);
            }
            Work.require(sum == 300_000L * start + 300_000L * 299_999 / 2, "a sum");
        }

        private int step(int i) {
            return i ^ (i & 0);
        }
    },
    SIGNALS {
        @Override
        void run(ChildTask task, Random random) {
            // To the JVM, a null pointer, a division by zero and the end of the stack are signals.
            Object[] nothing = new Object[2];
            int caught = 0;
            for (int i = 0; i < 20; i++) {
                try {
                    Work.sink = nothing[i & 1].hashCode();
                } catch (NullPointerException e) {
                    caught++;
                }
                try {
                    Work.sink = i / Integer.bitCount(i & 0);
                } catch (ArithmeticException e) {
                    caught++;
                }
            }
            try {
                descend(0);
            } catch (StackOverflowError e) {
                caught++;
            }
            Work.require(caught == 41, caught + " of 41 exceptions");
        }

        private int descend(int depth) {
            return depth < 0 ? depth : 1 + descend(depth + 1);
        }
    },
    IDENTITY {
        @Override
        void run(ChildTask task, Random random) {
            long pid = Kernel.pid();
            long known = ManagementFactory.getRuntimeMXBean().getPid();
            Work.require(known == pid, "RuntimeMXBean says " + known + " and the kernel " + pid);
        }
    },
    PROCESS {
        @Override
        void run(ChildTask task, Random random) throws Exception {
            java.lang.Process process = new ProcessBuilder("true").start();
            if (!process.waitFor(limit(task).toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw Work.late("the end of the command true", limit(task));
            }
            Work.require(
                    process.exitValue() == 0, "the command true answers " + process.exitValue());
        }
    };

    static final List<Chore> ALL = List.of(values());

    abstract void run(ChildTask task, Random random) throws Exception;

    /** {@return how long a child waits for anything} Less than its parent waits for it. */
    private static Duration limit(ChildTask task) {
        return Duration.ofMillis(500L * task.deadlineSeconds());
    }

    /** A pool that its parent has made and does not use: its workers are idle at every fork. */
    static final class IdlePool {
        static final ThreadPoolExecutor POOL = new ThreadPoolExecutor(
                2, 2, 0, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), IdlePool::worker);

        private IdlePool() {}

        private static Thread worker(Runnable work) {
            Thread thread = new Thread(work, "idle pool");
            thread.setDaemon(true);
            return thread;
        }
    }
}

package io.furcula.testkit.torture;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntUnaryOperator;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import java.util.logging.StreamHandler;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/** Pieces of work that children and those who disturb have in common. Each checks its result. */
final class Work {

    /** Monitors that those who disturb enter all the time, and children now and then. */
    static final Object[] MONITORS =
            IntStream.range(0, 8).mapToObj(i -> new Object()).toArray();

    /** Formats for real, and writes nowhere. */
    static final Logger LOG = logger();

    /** Keeps what is allocated from being optimised away. */
    static volatile @Nullable Object sink;

    private static final byte @Nullable [] RELOADED = reloaded();
    private static final @Nullable Method START_VIRTUAL_THREAD = startVirtualThread();

    private Work() {}

    private static Logger logger() {
        Logger logger = Logger.getLogger("io.furcula.testkit.torture");
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.ALL);
        logger.addHandler(
                new StreamHandler(OutputStream.nullOutputStream(), new SimpleFormatter()));
        return logger;
    }

    private static byte @Nullable [] reloaded() {
        try (InputStream in = Work.class.getResourceAsStream("Reloaded.class")) {
            return in == null ? null : in.readAllBytes();
        } catch (IOException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private static @Nullable Method startVirtualThread() {
        try {
            return Runtime.version().feature() < 21
                    ? null
                    : Thread.class.getMethod("startVirtualThread", Runnable.class);
        } catch (NoSuchMethodException e) {
            return null;
        }
    }

    /** Fails if something is not as it must be. */
    static void require(boolean right, String what) {
        if (!right) {
            throw new IllegalStateException("wrong: " + what);
        }
    }

    /** Waits for a result, for a limited time. On failure the message has the stacks of all threads. */
    static <T> T await(Future<T> future, Duration limit, String what)
            throws InterruptedException, ExecutionException {
        try {
            return future.get(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException e) {
            throw late(what, limit);
        }
    }

    /** {@return for what has not come in time: its message has the stacks of all threads} */
    static IllegalStateException late(String what, Duration limit) {
        return new IllegalStateException(
                what + " did not come within " + limit + "\n" + Evidence.stacks());
    }

    /** Loads a class and its lambda in a class loader of their own, and makes a proxy in it. */
    static void loadClasses() throws ReflectiveOperationException {
        byte[] bytes = Objects.requireNonNull(RELOADED, "Reloaded.class is not on the class path");
        Loader loader = new Loader(Work.class.getClassLoader());
        Constructor<?> constructor = loader.define(bytes).getDeclaredConstructor();
        constructor.setAccessible(true);
        IntUnaryOperator reloaded = (IntUnaryOperator) constructor.newInstance();
        require(reloaded.applyAsInt(4) == 4 + Reloaded.ADDED, "a reloaded class adds wrongly");
        IntUnaryOperator proxy = (IntUnaryOperator) Proxy.newProxyInstance(
                loader, new Class<?>[] {IntUnaryOperator.class}, (self, method, arguments) -> 1);
        require(proxy.applyAsInt(0) == 1, "a proxy answers wrongly");
    }

    private static final class Loader extends ClassLoader {
        Loader(@Nullable ClassLoader parent) {
            super(parent);
        }

        Class<?> define(byte[] bytes) {
            return defineClass(Reloaded.class.getName(), bytes, 0, bytes.length);
        }
    }

    /** Compresses some bytes and back: native code that holds arrays critically. */
    static void compress(Random random, int length) throws DataFormatException {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        Arrays.fill(bytes, 0, length / 2, (byte) 7);
        byte[] compressed = new byte[length + length / 100 + 100];
        Deflater deflater = new Deflater(1 + random.nextInt(9));
        int n;
        try {
            deflater.setInput(bytes);
            deflater.finish();
            n = deflater.deflate(compressed);
        } finally {
            deflater.end();
        }
        byte[] again = new byte[length];
        Inflater inflater = new Inflater();
        try {
            inflater.setInput(compressed, 0, n);
            inflater.inflate(again);
        } finally {
            inflater.end();
        }
        require(checksum(bytes) == checksum(again), "bytes differ after deflate and inflate");
    }

    private static long checksum(byte[] bytes) {
        CRC32 checksum = new CRC32();
        checksum.update(bytes);
        return checksum.getValue();
    }

    /** Runs a parallel stream. */
    static void streamInParallel() {
        long sum = IntStream.range(0, 2000)
                .parallel()
                .mapToObj(i -> "x" + i)
                .mapToLong(s -> {
                    sink = s;
                    return s.length();
                })
                .sum();
        require(sum == 10 * 2 + 90 * 3 + 900 * 4 + 1000 * 5, "a parallel sum is " + sum);
    }

    /** {@return whether this JVM has virtual threads} */
    static boolean hasVirtualThreads() {
        return START_VIRTUAL_THREAD != null;
    }

    /** Runs virtual threads that sleep and yield, and waits for them. */
    @SuppressWarnings("ThreadPriorityCheck") // to yield is what they are for
    static void runVirtualThreads(int count, Runnable work, Duration limit)
            throws ReflectiveOperationException, InterruptedException {
        Method start = Objects.requireNonNull(START_VIRTUAL_THREAD);
        CountDownLatch ended = new CountDownLatch(count);
        for (int i = 0; i < count; i++) {
            int millis = i % 5;
            Runnable thread = () -> {
                try {
                    Thread.sleep(millis);
                    Thread.yield();
                    work.run();
                    ended.countDown();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt(); // nobody does; the latch would tell
                }
            };
            try {
                start.invoke(null, thread);
            } catch (InvocationTargetException e) {
                throw new IllegalStateException("no virtual thread", e.getCause());
            }
        }
        if (!ended.await(limit.toNanos(), TimeUnit.NANOSECONDS)) {
            throw late(
                    "the end of " + ended.getCount() + " of " + count + " virtual threads", limit);
        }
    }
}

package io.furcula.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.furcula.Array;
import io.furcula.AuthKey;
import io.furcula.ByteMessages;
import io.furcula.Client;
import io.furcula.Connection;
import io.furcula.Context;
import io.furcula.Listener;
import io.furcula.LongArray;
import io.furcula.LongValue;
import io.furcula.Pipe;
import io.furcula.Process;
import io.furcula.ProcessGroup;
import io.furcula.Queue;
import io.furcula.Value;
import io.furcula.Waitable;
import io.furcula.Waiter;
import io.furcula.forkserver.ForkServer;
import io.furcula.forkserver.Preload;
import io.furcula.manager.ManagedEvent;
import io.furcula.manager.ManagedQueue;
import io.furcula.manager.ManagedSemaphore;
import io.furcula.manager.Manager;
import io.furcula.pool.MapOptions;
import io.furcula.pool.Task;
import io.furcula.pool.WorkerPool;
import io.furcula.spi.StartMethod;
import io.furcula.sync.Barrier;
import io.furcula.sync.BoundedSemaphore;
import io.furcula.sync.Condition;
import io.furcula.sync.CountDownLatch;
import io.furcula.sync.Event;
import io.furcula.sync.Lock;
import io.furcula.sync.Semaphore;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever waits can be told for how long, and answers an interrupt; no such method is forgotten here. */
@Timeout(120)
class BlockingMethodsTest {

    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SOON = Duration.ofMillis(100);
    private static final int ATTEMPTS = 5;

    /** What the form with a time is called, where it is not called the same. */
    private static final Map<String, String> TIMED = Map.of(
            "put",
            "offer",
            "take",
            "poll",
            "acquire",
            "tryAcquire",
            "lockInterruptibly",
            "tryLock");

    private static final Map<String, Blocking> ALL = new TreeMap<>();
    private static Manager manager;
    private static WorkerPool pool;
    private static Process child;
    private static Process stubborn;
    private static ProcessGroup group;
    private static Listener listener;
    private static Listener busy;
    private static Listener idle;

    @FunctionalInterface
    private interface Blocking {
        void run() throws Exception;
    }

    @BeforeAll
    static void prepare() throws Exception {
        prepareManaged();
        preparePool();
        Context spawn = Context.of("spawn");
        child = spawn.process(BlockingMethodsTest::sleepForEver).start();
        try (Queue<String> started = Queue.create()) {
            stubborn = spawn.process(BlockingMethodsTest::refuseToEnd, started).start();
            started.take();
        }
        group = spawn.startAll(1, i -> sleepForEver());
        Queue<byte[]> empty = Queue.create();
        Queue<byte[]> full = Queue.create(1);
        full.put(new byte[1]);
        Connection silent = Pipe.duplex().parent();
        Connection clogged = Pipe.duplex().parent();
        while (clogged.send(new byte[1 << 20], Duration.ZERO)) {
            assertThat(clogged.isClosed()).isFalse();
        }
        Lock lock = Lock.create();
        new Thread(lock::lock).start();
        while (!lock.isLocked()) {
            Thread.onSpinWait();
        }
        Lock conditionLock = Lock.create();
        Condition condition = conditionLock.newCondition();
        ALL.putAll(Map.of(
                "Queue.join", full::join,
                "Queue.take", empty::take,
                "Queue.poll", () -> empty.poll(LONG),
                "Queue.put", () -> full.put(new byte[1]),
                "Queue.offer", () -> full.offer(new byte[1], LONG),
                "Connection.receive", silent::receive,
                "Connection.receiveBytes", silent::receiveBytes,
                "Connection.poll", () -> silent.poll(LONG),
                "Connection.send", () -> clogged.send(new byte[1 << 20]),
                "Connection.sendBytes", () -> clogged.sendBytes(new byte[1 << 20])));
        ByteMessages noBytes = ByteMessages.of(empty);
        ByteMessages fullOfBytes = ByteMessages.of(full);
        ALL.putAll(Map.of(
                "Queue.putAll", () -> full.putAll(List.of(new byte[1])),
                "ByteMessages.put", () -> fullOfBytes.put(new byte[1], 0, 1),
                "ByteMessages.write", () -> fullOfBytes.write(1, out -> {}),
                "ByteMessages.take", () -> noBytes.take(ByteBuffer.allocate(1)),
                "ByteMessages.read", () -> noBytes.read(in -> {}, 1)));
        LongValue value = Value.ofLong(0);
        LongArray array = Array.ofLongs(1);
        new Thread(() -> {
                    value.lock().lock();
                    array.lock().lock();
                })
                .start();
        while (!array.lock().isLocked()) {
            Thread.onSpinWait();
        }
        ALL.put("Value.withLock", () -> value.withLock(() -> value.add(1)));
        ALL.put("Array.withLock", () -> array.withLock(() -> array.set(0, 1)));
        AuthKey key = AuthKey.random();
        listener = Listener.unix(key);
        busy = Listener.unix(key); // nobody accepts there
        ALL.put("Listener.accept", listener::accept);
        idle = Listener.unix(key);
        ALL.putAll(Map.of(
                "Waiter.any", () -> Waiter.any(LONG, neverReady()),
                "Waiter.all", () -> Waiter.all(LONG, neverReady()),
                "Waiter.await", Waiter.of(List.of(neverReady()))::await));
        ALL.put("Client.connect", () -> Client.connect(busy.address(), key));
        ALL.putAll(Map.of(
                "Process.join", child::join,
                "Process.requireSuccess", child::requireSuccess,
                "Process.stop", () -> stubborn.stop(LONG),
                "ProcessGroup.join", group::join,
                "ProcessGroup.requireSuccess", group::requireSuccess,
                "Lock.lockInterruptibly", lock::lockInterruptibly,
                "Lock.tryLock", () -> lock.tryLock(LONG),
                "Lock.hold", () -> lock.hold(LONG)));
        ALL.putAll(Map.of(
                "Condition.await", () -> awaitWith(conditionLock, condition),
                "Event.await", () -> Event.create().await(),
                "CountDownLatch.await", () -> CountDownLatch.create(1).await(),
                "Barrier.await", () -> Barrier.create(2).await(),
                "Semaphore.acquire", () -> Semaphore.create(0).acquire(),
                "Semaphore.tryAcquire", () -> Semaphore.create(0).tryAcquire(LONG),
                "BoundedSemaphore.acquire", () -> allTaken().acquire(),
                "BoundedSemaphore.tryAcquire", () -> allTaken().tryAcquire(LONG),
                "ForkServer.preload",
                        () -> ForkServer.preload(Preload.builder()
                                .initialiser(BlockingMethodsTest::sleepForEver)
                                .build())));
    }

    /** With a socket, too, which another thread looks at. */
    private static Waitable[] neverReady() {
        return new Waitable[] {Event.create(), Queue.create(), Pipe.duplex().parent(), child, idle};
    }

    /** Of a server with threads of this process: how that is started makes no difference to proxies. */
    private static void prepareManaged() {
        manager = Manager.builder().serve();
        ManagedQueue<String> queue = manager.queue();
        queue.add("not done");
        ManagedSemaphore semaphore = manager.semaphore(0);
        ManagedEvent event = manager.event();
        ALL.putAll(Map.of(
                "Manager.join", manager::join,
                "ManagedQueue.join", queue::join,
                "ManagedSemaphore.acquire", semaphore::acquire,
                "ManagedSemaphore.tryAcquire", () -> semaphore.tryAcquire(LONG),
                "ManagedEvent.await", event::await,
                "ManagedBarrier.await", () -> manager.barrier(2).await()));
    }

    private static void preparePool() {
        pool = WorkerPool.builder().workers(1).startMethod("threading").build();
        Task<Integer> endless = () -> {
            sleepForEver();
            return 0;
        };
        Task.Of1<Integer, Integer> ofOne = item -> endless.call();
        MapOptions options = MapOptions.defaults();
        ALL.putAll(Map.of(
                "WorkerPool.map", () -> pool.map(List.of(1), ofOne),
                "WorkerPool.mapOutcomes", () -> pool.mapOutcomes(List.of(1), ofOne, options),
                "WorkerPool.invokeAll", () -> pool.invokeAll(List.of(endless)),
                "WorkerPool.invokeAny", () -> pool.invokeAny(List.of(endless)),
                "WorkerPool.awaitTermination", () -> pool.awaitTermination(LONG),
                "TaskFuture.get", () -> pool.submit(endless).get()));
    }

    private static void awaitWith(Lock lock, Condition condition) throws InterruptedException {
        try (Lock.Held held = lock.hold()) {
            while (true) {
                condition.await();
            }
        }
    }

    private static BoundedSemaphore allTaken() throws InterruptedException {
        BoundedSemaphore semaphore = BoundedSemaphore.create(1);
        semaphore.acquire();
        return semaphore;
    }

    private static void refuseToEnd(Queue<String> started) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            while (true) {
                LockSupport.park();
            }
        }));
        started.put("started");
        sleepForEver();
    }

    private static void sleepForEver() throws InterruptedException {
        new java.util.concurrent.CountDownLatch(1).await();
    }

    @AfterAll
    static void end() throws InterruptedException {
        child.kill();
        stubborn.kill();
        group.kill();
        child.close();
        stubborn.close();
        group.close();
        listener.close();
        busy.close();
        idle.close();
        manager.close();
        pool.shutdownNow();
        assertThat(ForkServer.stop(LONG)).isTrue();
    }

    /** Those of the packages that users import. */
    private static Stream<Method> blocking() {
        return new ClassFileImporter()
                        .withImportOption(new ImportOption.DoNotIncludeTests())
                        .importPackages("io.furcula")
                        .stream()
                        .filter(type -> Set.of(
                                        "io.furcula",
                                        "io.furcula.manager",
                                        "io.furcula.pool",
                                        "io.furcula.sync",
                                        "io.furcula.forkserver",
                                        "io.furcula.shm")
                                .contains(type.getPackageName()))
                        .filter(type -> !type.isAssignableTo(StartMethod.class))
                        .filter(type -> type.getModifiers().contains(JavaModifier.PUBLIC))
                        .map(JavaClass::reflect)
                        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
                        .filter(method ->
                                (method.getModifiers() & java.lang.reflect.Modifier.PUBLIC) != 0)
                        .filter(method -> !method.isSynthetic())
                        .filter(method -> List.of(method.getExceptionTypes())
                                .contains(InterruptedException.class));
    }

    private static boolean hasTime(Method method) {
        List<Class<?>> types = List.of(method.getParameterTypes());
        return types.contains(Duration.class) || types.contains(TimeUnit.class);
    }

    /** Under the same name, or under the one that {@code java.util.concurrent} has for it. */
    private static boolean isTimedFormOf(Method plain, Method timed) {
        List<Class<?>> wanted = Stream.concat(
                        Stream.of(plain.getParameterTypes()), Stream.of(Duration.class))
                .toList();
        return (timed.getName().equals(plain.getName())
                        || timed.getName().equals(TIMED.get(plain.getName())))
                && List.of(timed.getParameterTypes()).equals(wanted);
    }

    @Test
    void eachHasAFormWithADuration() {
        List<String> without = blocking()
                .filter(method -> !hasTime(method))
                .filter(method -> !method.getName().equals("awaitNanos"))
                .filter(method -> Arrays.stream(method.getDeclaringClass().getMethods())
                        .noneMatch(timed -> isTimedFormOf(method, timed)))
                .map(Method::toString)
                .toList();
        assertThat(without).isEmpty();
    }

    /** All but one that kills, and waits for no longer than that takes; FdPassingTest interrupts its own. */
    static Set<String> names() {
        Set<String> names = new TreeSet<>();
        blocking()
                .forEach(m -> names.add(m.getDeclaringClass().getSimpleName() + "." + m.getName()));
        names.removeIf(name -> name.equals("ForkServer.stop") || name.startsWith("FdPassing."));
        return names;
    }

    @ParameterizedTest
    @MethodSource("names")
    void eachAnswersAnInterrupt(String name) throws Exception {
        Blocking blocking = ALL.get(name);
        assertThat(blocking).as("how to block in %s", name).isNotNull();
        Duration quickest = LONG;
        for (int i = 0; i < ATTEMPTS && quickest.compareTo(SOON) > 0; i++) {
            Duration took = answer(blocking);
            quickest = took.compareTo(quickest) < 0 ? took : quickest;
        }
        assertThat(quickest).isLessThanOrEqualTo(SOON);
    }

    private static Duration answer(Blocking blocking) throws Exception {
        FutureTask<Boolean> task = new FutureTask<>(() -> {
            try {
                blocking.run();
                return false;
            } catch (InterruptedException e) {
                return true;
            }
        });
        Thread thread = new Thread(task);
        thread.start();
        while (!isWaiting(thread)) {
            assertThat(task.isDone()).isFalse();
            Thread.onSpinWait();
        }
        long begin = System.nanoTime();
        thread.interrupt();
        assertThat(task.get(LONG.toSeconds(), TimeUnit.SECONDS))
                .as("interrupted")
                .isTrue();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** In Java or in the kernel, with some of our own frames. */
    private static boolean isWaiting(Thread thread) {
        StackTraceElement[] stack = thread.getStackTrace();
        return stack.length > 3
                && (stack[0].isNativeMethod() || stack[0].getMethodName().equals("park"));
    }
}

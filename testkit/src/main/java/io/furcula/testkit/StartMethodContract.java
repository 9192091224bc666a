package io.furcula.testkit;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.furcula.Array;
import io.furcula.AuthKey;
import io.furcula.Client;
import io.furcula.Connection;
import io.furcula.ConnectionFailedException;
import io.furcula.Context;
import io.furcula.DoubleArray;
import io.furcula.ExitStatus;
import io.furcula.IntValue;
import io.furcula.Listener;
import io.furcula.LongValue;
import io.furcula.NotTransferableException;
import io.furcula.PeerLostException;
import io.furcula.Pipe;
import io.furcula.Process;
import io.furcula.ProcessFailedException;
import io.furcula.ProcessGroup;
import io.furcula.Queue;
import io.furcula.QueueClosedException;
import io.furcula.RemoteException;
import io.furcula.StartFailedException;
import io.furcula.StartMethods;
import io.furcula.Value;
import io.furcula.spi.Availability;
import io.furcula.spi.StartMethod;
import io.furcula.sync.Lock;
import io.furcula.sync.OwnerDiedException;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/**
 * What every start method must do. A provider's test is one line of wiring:
 *
 * <pre>{@code
 * class NiceStartMethodTest extends StartMethodContract {
 *     @Override protected StartMethod startMethod() { return new NiceStartMethod(); }
 * }
 * }</pre>
 *
 * <p>The method must be registered, as for its users, so that {@link Context#of} finds it. Every test
 * has a deadline, and fails if it leaves a process, a thread, a descriptor or a file behind.
 */
/* One long file: a contract is read as a whole, and inherited by one line. */
@ExtendWith({Deadline.class, LeakCheck.class})
public abstract class StartMethodContract {

    private static final Duration LIMIT = Duration.ofSeconds(Await.LIMIT_SECONDS);
    private static final Duration MOMENT = Duration.ofMillis(50);

    private Context context = Context.global();

    /** For subclasses. */
    protected StartMethodContract() {}

    /** {@return the start method that is tested} */
    protected abstract StartMethod startMethod();

    /** {@return whether targets and arguments are serialised} If so, what cannot be is refused. */
    protected boolean serialises() {
        return startMethod().startsProcesses();
    }

    /**
     * {@return whether a child is a JVM with options of its own} If not, a heap limit and JVM options
     * other than {@code -D} are refused.
     */
    protected boolean startsFreshJvms() {
        return startMethod().startsProcesses();
    }

    /** {@return the context of the start method that is tested} */
    protected final Context context() {
        return context;
    }

    @BeforeEach
    final void findItAsItsUsersDo() {
        context = Context.of(startMethod().id());
    }

    private void assumeProcesses() {
        assumeTrue(startMethod().startsProcesses(), startMethod().id() + " starts no processes");
    }

    private static void joined(Process process) throws InterruptedException {
        assertTrue(process.join(LIMIT), () -> process + " does not end");
    }

    private static void succeeds(Process process) throws InterruptedException {
        joined(process);
        process.requireSuccess();
    }

    /* What it says of itself. */

    @Test
    void idIsLowerCaseAndIsFoundByTheServiceLoader() {
        assertTrue(startMethod().id().matches("[a-z][a-z-]*"), startMethod().id());
        assertTrue(StartMethods.available().contains(startMethod().id()));
    }

    @Test
    void availabilityHasAReason() {
        Availability availability = startMethod().availability();
        assertTrue(availability.available(), availability.reason());
        assertFalse(availability.reason().isBlank());
    }

    /* Who the child is. */

    @Test
    void childIsAProcessOfItsOwnOrAThreadOfThisOne() throws Exception {
        try (Queue<Long> answers = Queue.create();
                Process child = context.process(
                                q -> q.put(ProcessHandle.current().pid()), answers)
                        .start()) {
            long pid = answers.take();
            assertEquals(OptionalLong.of(pid), child.pid());
            if (startMethod().startsProcesses()) {
                assertNotEquals(ProcessHandle.current().pid(), pid);
            } else {
                assertEquals(ProcessHandle.current().pid(), pid);
            }
            succeeds(child);
        }
    }

    @Test
    void childKnowsItsNameAndItsParent() throws Exception {
        try (Queue<String> answers = Queue.create();
                Process child = context.builder(StartMethodContract::introduce, answers)
                        .name("carol")
                        .start()) {
            assertEquals("carol, child of MainProcess, alive", answers.take());
            succeeds(child);
        }
    }

    private static void introduce(Queue<String> answers) throws InterruptedException {
        Process parent = Process.parent().orElseThrow();
        answers.put(Process.current().name()
                + ", child of "
                + parent.name()
                + (parent.isAlive() ? ", alive" : ", dead"));
    }

    @Test
    void childrenAreNumberedByTheirCreator() throws Exception {
        try (Queue<String> names = Queue.create();
                Process child =
                        context.process(StartMethodContract::nest, names).start()) {
            succeeds(child);
            assertEquals(child.name(), names.take());
            assertEquals(child.name() + ":1", names.take());
            assertEquals(child.name() + ":1:1", names.take());
            assertTrue(child.name().matches("Process-\\d+"), child.name());
        }
    }

    private static void nest(Queue<String> names) throws Exception {
        String name = Process.current().name();
        names.put(name);
        if (name.split(":").length < 3) {
            try (Process child = Process.start(StartMethodContract::nest, names)) {
                child.requireSuccess();
            }
        }
    }

    @Test
    void childStartsItsOwnChildrenByTheSameMethod() throws Exception {
        try (Queue<String> answers = Queue.create();
                Process child =
                        context.process(q -> q.put(StartMethods.get()), answers).start()) {
            String expected = startMethod().startsProcesses() ? startMethod().id() : answers.peek();
            succeeds(child);
            if (startMethod().startsProcesses()) {
                assertEquals(expected, answers.take());
            }
        } finally {
            StartMethods.reset(); // asked for by a child that is a thread, it is fixed here
        }
    }

    @Test
    void currentProcessOfTheParentIsTheMainProcess() {
        assertEquals("MainProcess", Process.current().name());
        assertEquals(
                OptionalLong.of(ProcessHandle.current().pid()),
                Process.current().pid());
        assertEquals(Optional.empty(), Process.parent());
        assertTrue(Process.current().isAlive());
    }

    @Test
    void activeChildrenAreThoseThatRun() throws Exception {
        try (Queue<String> gate = Queue.create()) {
            Process child = context.process(q -> q.take(), gate).start();
            assertTrue(Process.active().contains(child));
            gate.put("go");
            joined(child);
            assertFalse(Process.active().contains(child));
            Await.until(
                    "no active child",
                    () -> Process.active().isEmpty(),
                    () -> "" + Process.active());
            child.close();
        }
    }

    @Test
    void subclassRunsWithItsFields() throws Exception {
        try (Queue<String> answers = Queue.create();
                Process child = new Greeter(context, "Ada", answers).start()) {
            assertEquals("hello Ada from " + child.name(), answers.take());
            succeeds(child);
        }
    }

    private static final class Greeter extends Process {
        private static final long serialVersionUID = 1;
        private final String who;
        private final Queue<String> answers;

        Greeter(Context context, String who, Queue<String> answers) {
            super(context);
            this.who = who;
            this.answers = answers;
        }

        @Override
        public void run() throws InterruptedException {
            answers.put("hello " + who + " from " + name());
        }
    }

    /* The life of a child. */

    @Test
    void startReturnsWhileTheTargetRuns() throws Exception {
        try (Queue<String> gate = Queue.create();
                Process child = context.process(q -> q.take(), gate).start()) {
            assertTrue(child.isAlive());
            assertEquals(Optional.empty(), child.exitStatus());
            assertFalse(child.join(MOMENT));
            assertFalse(child.onExit().isDone());
            gate.put("go");
            assertEquals(child, child.onExit().get(LIMIT.toSeconds(), TimeUnit.SECONDS));
            assertFalse(child.isAlive());
            assertEquals(ExitStatus.SUCCESS, child.exitStatus().orElseThrow());
            assertEquals(ExitStatus.SUCCESS, child.join());
        }
    }

    @Test
    void misuseIsRefusedWithTheReason() throws Exception {
        try (Process child = context.process(() -> {})) {
            assertEquals(OptionalLong.empty(), child.pid());
            assertFalse(child.isAlive());
            assertThrowsWith(
                    IllegalStateException.class, "can only join a started process", child::join);
            assertThrowsWith(IllegalStateException.class, "has not been started", child::terminate);
            child.start();
            assertThrowsWith(
                    IllegalStateException.class, "cannot start a process twice", child::start);
            succeeds(child);
            assertThrowsWith(
                    IllegalStateException.class, "cannot start a process twice", child::start);
            child.close();
            assertThrowsWith(IllegalStateException.class, "is closed", child::join);
        }
        assertThrowsWith(
                IllegalStateException.class,
                "cannot join itself",
                () -> Process.current().join());
    }

    private static <X extends Exception> X assertThrowsWith(
            Class<X> type, String part, org.junit.jupiter.api.function.Executable call) {
        X thrown = assertThrows(type, call);
        assertSays(thrown, part);
        return thrown;
    }

    private static void assertSays(Throwable thrown, String part) {
        assertTrue(String.valueOf(thrown.getMessage()).contains(part), thrown::getMessage);
    }

    @Test
    void closeStopsAChildThatStillRuns() throws Exception {
        try (Queue<String> started = Queue.create()) {
            Process child =
                    context.process(StartMethodContract::sleepForEver, started).start();
            started.take();
            var exit = child.onExit();
            child.close();
            assertEquals(child, exit.get(LIMIT.toSeconds(), TimeUnit.SECONDS));
        }
    }

    private static void sleepForEver(Queue<String> started) throws InterruptedException {
        started.put("started");
        TimeUnit.DAYS.sleep(1);
    }

    @Test
    void groupOfProcessesEndsTogether() throws Exception {
        IntValue sum = Value.ofInt(0);
        try (ProcessGroup group = context.startAll(3, i -> sum.add(i + 1))) {
            assertTrue(group.join(LIMIT));
            group.requireSuccess();
            assertEquals(6, sum.get());
        }
    }

    @Test
    void daemonFlagReachesTheChildsObject() throws Exception {
        try (Queue<Boolean> answers = Queue.create();
                Process child = context.builder(q -> q.put(Process.current().isDaemon()), answers)
                        .daemon(true)
                        .start()) {
            assertTrue(child.isDaemon());
            assertTrue(answers.take());
            succeeds(child);
        }
    }

    /* How a child ends. */

    @Test
    void uncaughtExceptionArrivesWithItsTypeAndStack() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream before = System.err;
        System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try (Process child = context.process(StartMethodContract::fail).start()) {
            joined(child);
            assertEquals(ExitStatus.UNCAUGHT_EXCEPTION, child.exitStatus().orElseThrow());
            Throwable failure = child.failure().orElseThrow();
            assertInstanceOf(IOException.class, failure);
            assertEquals("disk on fire", failure.getMessage());
            assertEquals("fail", failure.getStackTrace()[0].getMethodName());
            ProcessFailedException told =
                    assertThrows(ProcessFailedException.class, child::requireSuccess);
            assertEquals(failure, told.getCause());
            assertSays(told, child.name());
            assertSays(told, startMethod().id());
            String text = printed.toString(StandardCharsets.UTF_8);
            assertTrue(text.contains("Process " + child.name() + ":"), text);
            assertTrue(text.contains("java.io.IOException: disk on fire"), text);
        } finally {
            System.setErr(before);
        }
    }

    private static void fail() throws IOException {
        throw new IOException("disk on fire");
    }

    @Test
    void exceptionThatCannotBeSentArrivesAsItsDescription() throws Exception {
        try (Process child =
                context.process(StartMethodContract::failWithAThread).start()) {
            joined(child);
            Throwable failure = child.failure().orElseThrow();
            assertEquals("carries a thread", failure.getMessage());
            if (serialises()) {
                RemoteException remote = assertInstanceOf(RemoteException.class, failure);
                assertEquals(CarriesAThread.class.getName(), remote.originalClass());
                assertEquals("failWithAThread", remote.getStackTrace()[0].getMethodName());
            }
        }
    }

    private static void failWithAThread() {
        throw new CarriesAThread();
    }

    private static final class CarriesAThread extends RuntimeException {
        private static final long serialVersionUID = 1;

        @SuppressWarnings({"serial", "UnusedVariable"}) // that it cannot be serialised is the point
        private final Thread thread = Thread.currentThread();

        CarriesAThread() {
            super("carries a thread");
        }
    }

    @Test
    void errorsEndAChildAsExceptionsDo() throws Exception {
        try (Process child = context.process(StartMethodContract::overflow).start()) {
            joined(child);
            assertInstanceOf(StackOverflowError.class, child.failure().orElseThrow());
            assertEquals(1, child.join().code());
        }
    }

    @SuppressWarnings("InfiniteRecursion") // the point
    private static void overflow() {
        overflow();
    }

    @Test
    void exitCodeIsTheChilds() throws Exception {
        assumeProcesses();
        for (int code : new int[] {0, 3, 137, 255}) {
            try (Process child = context.process(System::exit, code).start()) {
                joined(child);
                assertEquals(new ExitStatus(code, 0), child.join());
            }
        }
    }

    @Test
    void haltEndsAChildWithItsCode() throws Exception {
        assumeProcesses();
        try (Process child =
                context.process(c -> Runtime.getRuntime().halt(c), 7).start()) {
            joined(child);
            assertEquals(new ExitStatus(7, 0), child.join());
            ProcessFailedException told =
                    assertThrows(ProcessFailedException.class, child::requireSuccess);
            assertEquals(7, told.status().code());
        }
    }

    @Test
    void threadsOfTheChildAreWaitedFor() throws Exception {
        assumeProcesses();
        try (Queue<String> answers = Queue.create();
                Process child = context.process(StartMethodContract::leaveAThread, answers)
                        .start()) {
            answers.take();
            assertFalse(child.join(MOMENT));
            answers.put("go");
            succeeds(child);
        }
    }

    private static void leaveAThread(Queue<String> queue) throws InterruptedException {
        Queue<String> ready = Queue.create();
        Thread thread = new Thread(() -> {
            try {
                queue.put("running");
                ready.put("put");
                Await.until("go", () -> "go".equals(queue.peek()), queue::toString);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        thread.start();
        ready.take();
    }

    @Test
    void terminateEndsAChildAndSaysSo() throws Exception {
        try (Queue<String> started = Queue.create();
                Process child = context.process(StartMethodContract::sleepForEver, started)
                        .start()) {
            started.take();
            child.terminate();
            joined(child);
            assertEquals(ExitStatus.killedBy(15), child.join());
            assertEquals(Optional.of("SIGTERM"), child.join().signal());
            assertEquals(Optional.empty(), child.failure());
            child.terminate(); // has ended: does nothing
        }
    }

    @Test
    void terminateRunsShutdownHooksOfAProcess() throws Exception {
        assumeProcesses();
        try (Queue<String> answers = Queue.create();
                Process child = context.process(StartMethodContract::sleepWithHook, answers)
                        .start()) {
            assertEquals("started", answers.take());
            child.terminate();
            joined(child);
            assertEquals("hook", answers.poll(LIMIT));
            assertSays(
                    assertThrows(ProcessFailedException.class, child::requireSuccess),
                    "a hook's last words");
        }
    }

    private static void sleepWithHook(Queue<String> answers) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            answers.offer("hook");
            System.err.println("a hook's last words");
        }));
        sleepForEver(answers);
    }

    @Test
    void killEndsAChildThatWillNotEnd() throws Exception {
        assumeProcesses();
        try (Queue<String> started = Queue.create();
                Process child = context.process(StartMethodContract::refuseToEnd, started)
                        .start()) {
            started.take();
            child.terminate();
            assertFalse(child.join(MOMENT));
            child.kill();
            joined(child);
            assertEquals(ExitStatus.killedBy(9), child.join());
            ProcessFailedException told =
                    assertThrows(ProcessFailedException.class, child::requireSuccess);
            assertSays(told, "SIGKILL");
        }
    }

    private static void refuseToEnd(Queue<String> started) throws InterruptedException {
        Runtime.getRuntime().addShutdownHook(new Thread(() -> {
            while (true) {
                Thread.onSpinWait();
            }
        }));
        sleepForEver(started);
    }

    @Test
    void stopAsksFirstAndThenKills() throws Exception {
        assumeProcesses();
        try (Queue<String> started = Queue.create();
                Process child = context.process(StartMethodContract::refuseToEnd, started)
                        .start()) {
            started.take();
            assertEquals(ExitStatus.killedBy(9), child.stop(MOMENT).orElseThrow());
        }
    }

    @Test
    void lastWordsOfAKilledChildAreTold() throws Exception {
        assumeProcesses();
        try (Queue<String> started = Queue.create();
                Process child = context.process(StartMethodContract::speakAndSleep, started)
                        .start()) {
            started.take();
            child.kill();
            joined(child);
            ProcessFailedException told =
                    assertThrows(ProcessFailedException.class, child::requireSuccess);
            assertSays(told, "reading entry 14411");
        }
    }

    private static void speakAndSleep(Queue<String> started) throws InterruptedException {
        System.err.println("reading entry 14411");
        System.err.flush();
        sleepForEver(started);
    }

    @Test
    void endedChildrenAreNoZombies() throws Exception {
        assumeProcesses();
        try (Process child = context.process(() -> {}).start()) {
            succeeds(child);
            assertEquals(Optional.empty(), ProcessHandle.of(child.pid().orElseThrow()));
        }
    }

    /* How a parent ends. */

    @Test
    void nothingSurvivesAParentThatIsKilled() throws Exception {
        assumeProcesses();
        try (TestJvm parent =
                TestJvm.start(ParentRole.class, startMethod().id(), "false", "wait")) {
            List<ProcessHandle> children = children(parent);
            parent.kill();
            awaitEnd(children);
        }
    }

    @Test
    void daemonsEndWithTheirParent() throws Exception {
        assumeProcesses();
        try (TestJvm returns =
                        TestJvm.start(ParentRole.class, startMethod().id(), "true", "return");
                TestJvm exits =
                        TestJvm.start(ParentRole.class, startMethod().id(), "true", "exit")) {
            List<ProcessHandle> children = new ArrayList<>(childrenLeft(returns));
            children.addAll(childrenLeft(exits));
            assertEquals(0, returns.awaitExit());
            assertEquals(5, exits.awaitExit());
            awaitEnd(children);
        }
    }

    @Test
    void childrenThatAreNoDaemonsKeepTheirParentAlive() throws Exception {
        assumeProcesses();
        try (TestJvm parent =
                TestJvm.start(ParentRole.class, startMethod().id(), "false", "return")) {
            List<ProcessHandle> children = children(parent);
            ProcessHandle self = ProcessHandle.of(parent.pid()).orElseThrow();
            assertFalse(Await.within(MOMENT, () -> !self.isAlive()));
            children.forEach(ProcessHandle::destroyForcibly);
            assertEquals(0, parent.awaitExit());
        }
    }

    @Test
    void exitOfTheParentStopsChildrenThatDoNotEndInTime() throws Exception {
        assumeProcesses();
        try (TestJvm parent = TestJvm.start(
                ParentRole.class,
                "-Dfurcula.exit.timeout=0",
                startMethod().id(),
                "false",
                "exit")) {
            List<ProcessHandle> children = childrenLeft(parent);
            assertEquals(5, parent.awaitExit());
            awaitEnd(children);
        }
    }

    /** {@return the children that a parent has told of; all of them are there} */
    private static List<ProcessHandle> children(TestJvm parent) throws InterruptedException {
        return told(parent).map(Optional::orElseThrow).toList();
    }

    /** {@return the children of a parent that ends, but for those that have ended before it} */
    private static List<ProcessHandle> childrenLeft(TestJvm parent) throws InterruptedException {
        return told(parent).flatMap(Optional::stream).toList();
    }

    private static Stream<Optional<ProcessHandle>> told(TestJvm parent)
            throws InterruptedException {
        return Arrays.stream(parent.awaitLine("children ").split(" "))
                .map(pid -> ProcessHandle.of(Long.parseLong(pid)));
    }

    private static void awaitEnd(List<ProcessHandle> children) {
        Await.until(
                "the end of " + children,
                () -> children.stream().noneMatch(ProcessHandle::isAlive),
                () -> children.stream().filter(ProcessHandle::isAlive).toList().toString());
    }

    /* What a child is given. */

    @Test
    void processOptionsAreFollowed(@TempDir Path folder) throws Exception {
        assumeProcesses();
        Path out = folder.resolve("out");
        try (Queue<String> answers = Queue.create();
                Process child = context.builder(StartMethodContract::describeSetUp, answers)
                        .environment("FURCULA_TEST", "yes")
                        .directory(folder)
                        .jvmArguments("-Dfurcula.test=on")
                        .standardOutput(ProcessBuilder.Redirect.to(out.toFile()))
                        .start()) {
            succeeds(child);
            assertEquals(
                    "yes on " + folder.toRealPath() + " " + folder.toRealPath(), answers.take());
            assertEquals("printed", Files.readString(out).strip());
        }
    }

    private static void describeSetUp(Queue<String> answers) throws Exception {
        System.out.println("printed");
        answers.put(System.getenv("FURCULA_TEST")
                + " "
                + System.getProperty("furcula.test")
                + " "
                + Path.of("").toRealPath()
                + " "
                + new File("").getCanonicalPath());
    }

    @Test
    void heapLimitIsFollowedOrRefused() throws Exception {
        assumeProcesses();
        try (Queue<Long> answers = Queue.create();
                Process child = context.builder(
                                q -> q.put(Runtime.getRuntime().maxMemory()), answers)
                        .maxHeap("64m")
                        .build()) {
            if (startsFreshJvms()) {
                child.start();
                succeeds(child);
                assertTrue(answers.take() <= 64 << 20);
            } else {
                StartFailedException refused =
                        assertThrows(StartFailedException.class, child::start);
                assertSays(refused, "maxHeap(67108864)");
                assertSays(refused, "spawn");
            }
        }
    }

    @Test
    void standardInputOfAProcessIsEmpty() throws Exception {
        assumeProcesses();
        try (Queue<Integer> answers = Queue.create();
                Process child =
                        context.process(q -> q.put(System.in.read()), answers).start()) {
            succeeds(child);
            assertEquals(-1, answers.take());
        }
    }

    @Test
    void argumentsOfEveryKindArrive() throws Exception {
        try (Queue<Object> answers = Queue.create()) {
            try (Process child = context.process(
                            StartMethodContract::echoFour,
                            answers,
                            "ä€😀",
                            List.of(1, 2L),
                            new int[] {3})
                    .start()) {
                succeeds(child);
                assertEquals("ä€😀", answers.take());
                assertEquals(List.of(1, 2L), answers.take());
                assertArrayEquals(new int[] {3}, (int[]) answers.take());
            }
        }
    }

    private static void echoFour(Queue<Object> answers, String a, List<?> b, int[] c)
            throws InterruptedException {
        answers.put(a);
        answers.put(b);
        answers.put(c);
    }

    @Test
    void argumentThatCannotBeSerialisedIsNamedAtTheCallersLine() {
        assumeTrue(serialises(), startMethod().id() + " does not serialise");
        Thread thread = Thread.currentThread();
        List<Object> nested = new ArrayList<>(List.of("fine", new Holder(thread)));
        Process child = context.process(list -> {}, nested);
        NotTransferableException refused =
                assertThrows(NotTransferableException.class, child::start);
        assertSays(refused, "java.lang.Thread is not serialisable");
        assertSays(refused, "invocation.arguments[0][1].thread");
        Process lambda = context.process(() -> System.out.println(thread));
        refused = assertThrows(NotTransferableException.class, lambda::start);
        assertSays(refused, "invocation.target.captured[0]");
    }

    @SuppressWarnings("serial") // that it cannot be serialised is the point
    private record Holder(Thread thread) implements java.io.Serializable {}

    @Test
    void interruptedStartLeavesNothing() {
        Thread.currentThread().interrupt();
        Process child = context.process(() -> {});
        if (startMethod().startsProcesses()) {
            assertThrows(StartFailedException.class, child::start);
        } else {
            child.start();
        }
        assertTrue(Thread.interrupted());
        child.close();
    }

    @Test
    void startFromAThreadOrAChildThatDidNotCreateItIsRefused() throws Exception {
        Process created = context.process(() -> {});
        try (Process child =
                context.process(StartMethodContract::startForeign, created).start()) {
            succeeds(child);
        }
    }

    private static void startForeign(Process created) {
        assertThrowsWith(
                IllegalStateException.class,
                "can only start a process object created by current process",
                created::start);
    }

    /* What parent and child share. */

    @Test
    void childIsJoinedBeforeItsLargeMessageIsTaken() throws Exception {
        try (Queue<String> queue = Queue.create();
                Process child = context.process(q -> q.put("X".repeat(1_000_000)), queue)
                        .start()) {
            succeeds(child);
            assertEquals(1_000_000, queue.take().length());
        }
    }

    @Test
    void messagesOfEveryProducerReachAConsumerOnce() throws Exception {
        int each = 2_000;
        LongValue sum = Value.ofLong(0);
        try (Queue<Integer> queue = Queue.create(64);
                ProcessGroup consumers = context.startAll(2, i -> consume(queue, sum));
                ProcessGroup producers = context.startAll(2, i -> produce(queue, i * each, each))) {
            assertTrue(producers.join(LIMIT));
            producers.requireSuccess();
            queue.put(-1);
            queue.put(-1);
            assertTrue(consumers.join(LIMIT));
            consumers.requireSuccess();
            long all = 2L * each;
            assertEquals(all * (all - 1) / 2, sum.get());
            assertTrue(queue.isEmpty());
        }
    }

    private static void produce(Queue<Integer> queue, int from, int count)
            throws InterruptedException {
        for (int i = 0; i < count; i++) {
            queue.put(from + i);
        }
    }

    private static void consume(Queue<Integer> queue, LongValue sum) throws InterruptedException {
        for (int value = queue.take(); value >= 0; value = queue.take()) {
            sum.add(value);
        }
    }

    @Test
    void consumerKilledWhileItWaitsCostsNoMessage() throws Exception {
        assumeProcesses();
        try (Queue<String> queue = Queue.create();
                Queue<String> started = Queue.create();
                Process child = context.process(StartMethodContract::takeForEver, queue, started)
                        .start()) {
            started.take();
            child.kill();
            joined(child);
            queue.put("a");
            queue.put("b");
            assertEquals("a", queue.poll(LIMIT));
            assertEquals("b", queue.poll(LIMIT));
        }
    }

    private static void takeForEver(Queue<String> queue, Queue<String> started)
            throws InterruptedException {
        started.put("started");
        while (true) {
            queue.take();
        }
    }

    @Test
    void closedQueueEndsItsConsumers() throws Exception {
        Queue<String> queue = Queue.create();
        try (Queue<String> answers = Queue.create();
                Process child = context.process(
                                StartMethodContract::takeUntilClosed, queue, answers)
                        .start()) {
            queue.put("last");
            assertEquals("last", answers.poll(LIMIT));
            queue.close();
            assertEquals("closed", answers.poll(LIMIT));
            assertThrows(QueueClosedException.class, () -> queue.put("more"));
            succeeds(child);
        }
    }

    private static void takeUntilClosed(Queue<String> queue, Queue<String> answers)
            throws InterruptedException {
        try {
            while (true) {
                answers.put(queue.take());
            }
        } catch (QueueClosedException e) {
            answers.put("closed");
        }
    }

    @Test
    void queueThatIsClosedRightAfterTheStartCanBeEmptiedByTheChildren() throws Exception {
        LongValue taken = Value.ofLong(0);
        Queue<Integer> queue = Queue.create();
        queue.put(1);
        queue.put(2);
        try (ProcessGroup group = context.startAll(2, i -> countUntilClosed(queue, taken))) {
            queue.close();
            assertTrue(group.join(LIMIT));
            group.requireSuccess();
            assertEquals(3, taken.get());
        }
        Queue<Integer> empty = Queue.create();
        try (Process child = context.process(StartMethodContract::countUntilClosed, empty, taken)
                .start()) {
            empty.close();
            succeeds(child);
        }
    }

    private static void countUntilClosed(Queue<Integer> queue, LongValue taken)
            throws InterruptedException {
        try {
            while (true) {
                taken.add(queue.take());
            }
        } catch (QueueClosedException e) {
            // All is done.
        }
    }

    @Test
    void closingInAChildClosesNothingOfItsParents() throws Exception {
        LongValue value = Value.ofLong(1);
        try (Queue<String> queue = Queue.create();
                Pipe pipe = Pipe.duplex();
                Process child = context.process(
                                StartMethodContract::closeAll, queue, value, pipe.child())
                        .start()) {
            assertEquals("before", queue.poll(LIMIT));
            assertThrows(PeerLostException.class, () -> pipe.parent().receive(LIMIT));
            succeeds(child);
            queue.put("after");
            assertEquals("after", queue.take());
            assertEquals(1, value.get());
        }
    }

    private static void closeAll(Queue<String> queue, LongValue value, Connection end)
            throws InterruptedException {
        queue.put("before");
        assertFalse(end.poll());
        queue.close();
        value.close();
        end.close();
    }

    @Test
    void queueCanBeSentThroughAQueue() throws Exception {
        try (Queue<Queue<String>> outer = Queue.create();
                Queue<String> inner = Queue.create();
                Process child =
                        context.process(q -> q.take().put("through"), outer).start()) {
            outer.put(inner);
            assertEquals("through", inner.poll(LIMIT));
            succeeds(child);
        }
    }

    @Test
    void pipeCarriesMessagesBothWays() throws Exception {
        try (Pipe pipe = Pipe.duplex();
                Process child =
                        context.process(c -> c.send(c.receive()), pipe.child()).start()) {
            pipe.parent().send(List.of(1, 2, 3));
            assertEquals(List.of(1, 2, 3), pipe.parent().receive(LIMIT));
            succeeds(child);
            assertThrows(PeerLostException.class, () -> pipe.parent().receive(LIMIT));
        }
    }

    @Test
    void pipeEndsWhenItsOnlySenderIsKilled() throws Exception {
        assumeProcesses();
        try (Pipe pipe = Pipe.oneWay();
                Process child = context.process(StartMethodContract::sendAndSleep, pipe.child())
                        .start()) {
            Connection end = pipe.parent();
            assertTrue(end.poll(LIMIT));
            assertArrayEquals(new byte[] {1, 2}, end.receiveBytes());
            child.kill();
            assertThrows(PeerLostException.class, () -> end.receive(LIMIT));
            assertThrows(UnsupportedOperationException.class, () -> end.send("wrong way"));
        }
    }

    private static void sendAndSleep(Connection end) throws InterruptedException {
        end.sendBytes(new byte[] {1, 2});
        TimeUnit.DAYS.sleep(1);
    }

    @Test
    void childConnectsToAListenerWithTheKeyThatItWasGiven() throws Exception {
        AuthKey key = AuthKey.random();
        for (Listener each : List.of(Listener.unix(key), Listener.tcp(0, key))) {
            try (Listener listener = each;
                    Process child = context.process(
                                    StartMethodContract::answerFrom, listener.address(), key)
                            .start();
                    Connection connection = listener.accept(LIMIT)) {
                byte[] large = new byte[3 << 20];
                Arrays.fill(large, (byte) 7);
                assertTrue(connection.send(large, LIMIT));
                assertArrayEquals(large, connection.receiveBytes(LIMIT));
                assertThrows(PeerLostException.class, () -> connection.receive(LIMIT));
                succeeds(child);
            }
        }
    }

    private static void answerFrom(SocketAddress address, AuthKey key) throws InterruptedException {
        try (Connection connection = Client.connect(address, key)) {
            connection.send(connection.receive());
        }
    }

    @Test
    void killedClientAndKilledListenerAreNoticed() throws Exception {
        assumeProcesses();
        AuthKey key = AuthKey.random();
        try (Listener listener = Listener.unix(key);
                Process child = context.process(
                                StartMethodContract::connectAndSleep, listener.address(), key)
                        .start();
                Connection connection = listener.accept(LIMIT)) {
            assertEquals("ready", connection.receive(LIMIT));
            child.kill();
            assertThrows(PeerLostException.class, () -> connection.receive(LIMIT));
        }
        try (Queue<SocketAddress> where = Queue.create();
                Process child = context.process(StartMethodContract::listenAndSleep, where, key)
                        .start()) {
            SocketAddress address = where.take();
            try (Connection connection = Client.connect(address, key, LIMIT)) {
                child.kill();
                assertThrows(PeerLostException.class, () -> connection.receive(LIMIT));
                child.join();
                assertThrows(
                        ConnectionFailedException.class, () -> Client.connect(address, key, LIMIT));
            }
        }
    }

    private static void connectAndSleep(SocketAddress address, AuthKey key)
            throws InterruptedException {
        Client.connect(address, key).send("ready");
        TimeUnit.DAYS.sleep(1);
    }

    private static void listenAndSleep(Queue<SocketAddress> where, AuthKey key)
            throws InterruptedException {
        try (Listener listener = Listener.unix(key)) {
            where.put(listener.address());
            listener.accept();
            TimeUnit.DAYS.sleep(1);
        }
    }

    @Test
    void valuesAndArraysAreShared() throws Exception {
        LongValue counter = Value.ofLong(0);
        DoubleArray grid = Array.ofDoubles(100_000);
        try (ProcessGroup group = context.startAll(2, i -> count(counter, grid, i))) {
            assertTrue(group.join(LIMIT));
            group.requireSuccess();
            assertEquals(20_000, counter.get());
            assertEquals(1.5, grid.get(0));
            assertEquals(2.5, grid.get(99_999));
        } finally {
            grid.close();
        }
    }

    private static void count(LongValue counter, DoubleArray grid, int index) {
        for (int i = 0; i < 10_000; i++) {
            counter.add(1);
        }
        grid.set(index * 99_999, index + 1.5);
    }

    @Test
    void lockExcludesOtherProcesses() throws Exception {
        IntValue counter = Value.ofInt(0);
        Lock lock = Lock.create();
        try (ProcessGroup group = context.startAll(3, i -> countUnderLock(lock, counter))) {
            assertTrue(group.join(LIMIT));
            group.requireSuccess();
            assertEquals(3_000, counter.get());
            assertFalse(lock.isLocked());
        }
    }

    private static void countUnderLock(Lock lock, IntValue counter) throws InterruptedException {
        for (int i = 0; i < 1_000; i++) {
            try (Lock.Held held = lock.hold()) {
                counter.set(counter.get() + 1);
            }
        }
    }

    @Test
    void lockOfAKilledHolderIsRecoveredAndToldOnce() throws Exception {
        assumeProcesses();
        Lock lock = Lock.create();
        try (Queue<String> started = Queue.create();
                Process child = context.process(StartMethodContract::holdForEver, lock, started)
                        .start()) {
            started.take();
            assertFalse(lock.tryLock(MOMENT));
            long pid = child.pid().orElseThrow();
            assertEquals(pid, lock.owner().orElseThrow().pid());
            child.kill();
            joined(child);
            OwnerDiedException told =
                    assertThrows(OwnerDiedException.class, () -> lock.tryLock(LIMIT));
            assertEquals(pid, told.owner().pid());
            lock.unlock();
            assertTrue(lock.tryLock(LIMIT));
            lock.unlock();
        }
    }

    private static void holdForEver(Lock lock, Queue<String> started) throws InterruptedException {
        lock.lock();
        sleepForEver(started);
    }

    @Test
    void manyChildrenOneAfterAnotherLeaveNothing() throws Exception {
        LongValue counter = Value.ofLong(0);
        for (int i = 0; i < 20; i++) {
            try (Process child = context.process(c -> c.add(1), counter).start()) {
                succeeds(child);
            }
        }
        assertNotNull(counter);
        assertEquals(20, counter.get());
    }
}

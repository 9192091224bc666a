package io.furcula.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.Named;
import io.furcula.Queue;
import io.furcula.StartMethods;
import io.furcula.forkserver.ForkServer;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import io.furcula.testkit.TestJvm;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every example prints what its page says it does, under every start method that can be used here; the
 * last ones are about {@code fork}. Where a child prints, or its name matters, the example has a JVM of
 * its own; else it runs in this one, and may leave nothing.
 */
@ExtendWith({Deadline.class, LeakCheck.class})
class ExamplesTest {

    /** All but {@code nice}, which is {@code spawn} with another priority and has a test of its own. */
    static List<String> methods() {
        return StartMethods.available().stream().filter(m -> !m.equals("nice")).toList();
    }

    static boolean hasFork() {
        return methods().contains("fork");
    }

    private static boolean shares(String method) {
        return method.equals("threading");
    }

    @FunctionalInterface
    private interface Main {
        void run(String[] arguments) throws Exception;
    }

    /** What an example prints in this JVM. */
    private static List<String> printed(String method, Main example) throws Exception {
        StartMethods.set(method, StartMethods.FORCE);
        return printed(example);
    }

    private static List<String> printed(Main example) throws Exception {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintStream before = System.out;
        System.setOut(new PrintStream(bytes, true, StandardCharsets.UTF_8));
        try {
            example.run(new String[0]);
        } finally {
            System.setOut(before);
            StartMethods.reset();
        }
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    /** What an example and its children print, in a JVM of its own. */
    private static List<String> printedByAll(String method, Class<?> example, String... options)
            throws Exception {
        List<String> arguments = new ArrayList<>(List.of(options));
        arguments.addAll(List.of("--enable-native-access=ALL-UNNAMED", method, example.getName()));
        try (TestJvm jvm = TestJvm.start(ExampleMain.class, arguments.toArray(String[]::new))) {
            int code = jvm.awaitExit();
            List<String> output = jvm.output();
            assertThat(code).as("%s", output).isZero();
            return output;
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void firstProcess(String method) throws Exception {
        assertThat(printed(method, FirstProcess::main)).containsExactly("hello from a child");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void helloProcess(String method) throws Exception {
        assertThat(printedByAll(method, HelloProcess.class))
                .containsExactly("hello from Process-1");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void processSettings(String method) throws Exception {
        assertThat(printedByAll(method, ProcessSettings.class))
                .containsExactly(
                        "resizing [a.png, b.png] to 640 pixels",
                        "resizer: exit code 0",
                        "ended within 100 ms: false",
                        "stopped: SIGTERM, exit code 143");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void readingsComeByTheirOwnCodec(String method) throws Exception {
        assertThat(printedByAll(method, Readings.class, "-Dfurcula.codec=readings"))
                .containsExactly("Reading[sensor=7, celsius=21.5]");
    }

    @Test
    void choosingStartMethods() throws Exception {
        StartMethods.reset();
        List<String> lines = printed(ChoosingStartMethods::main);
        List<String> listed = lines.subList(0, lines.size() - 4);
        assertThat(listed)
                .anyMatch(l -> l.startsWith("spawn: the java launcher in "))
                .contains("threading: threads of this JVM");
        assertThat(listed.get(0)).startsWith(StartMethods.all().get(0).id() + ": ");
        assertThat(lines.subList(listed.size(), lines.size()))
                .containsExactly(
                        "context has already been set: the start method is 'spawn';"
                                + " StartMethods.set(\"threading\", FORCE) replaces it",
                        "now: threading",
                        "hello",
                        "hello");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void joinBeforeTakeEnds(String method) throws Exception {
        assertThat(printed(method, JoinBeforeTake::main))
                .containsExactly(
                        "joined, then took 1000000 characters",
                        "took 1000000 characters, then joined",
                        "took 1000000 characters");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void talkingOverAPipe(String method) throws Exception {
        assertThat(printed(method, TalkingOverAPipe::main))
                .containsExactly(
                        "reward", "[1, 2, 3]", "the child has ended: nothing more will come");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void poolOfWorkers(String method) throws Exception {
        assertThat(printed(method, PoolOfWorkers::main))
                .containsExactly(
                        "[1, 8, 27, 64]",
                        "1000",
                        "[0, 1, 8, 27, 64]",
                        "[TO BE, OR NOT, TO BE]",
                        "0: 10",
                        "1: too long",
                        "2: 5",
                        "true");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void waitForSeveral(String method) throws Exception {
        List<String> lines = printed(method, WaitForSeveral::main);
        assertThat(lines)
                .containsExactlyInAnyOrder(
                        "result: 1", "result: 4", "result: 9", "half done", "the child has ended");
        assertThat(lines).endsWith("the child has ended");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void listenerAndClient(String method) throws Exception {
        assertThat(printedByAll(method, ListenerAndClient.class))
                .containsExactly(
                        "'how long is this?' has 17 characters", "Order[item=tea, count=2]");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void managedObjects(String method) throws Exception {
        assertThat(printed(method, ManagedObjects::main))
                .containsExactly(
                        "{all=3, child 0=0, child 1=1, child 2=4}, balance 300",
                        "[{a=1}, {}]",
                        "sum 200");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void customManager(String method) throws Exception {
        assertThat(printed(method, CustomManager::main))
                .containsExactly(
                        "you called Foo.f(), you called Foo.g()",
                        "you called Foo.g(), you called Foo.h()",
                        "<0> <1> <4> <9> <16> <25> <36> <49> <64> <81> ",
                        "add(23, 45) = 68",
                        "pow(2, 10) = 1024",
                        "repeat([5, 10], 2) = [5, 10, 5, 10]");
    }

    /** Three programs, none of which has started another. */
    @Test
    void remoteManagerServesAQueueToUnrelatedPrograms(@TempDir Path folder) throws Exception {
        Path key = Files.write(folder.resolve("key"), new byte[32]);
        String[] where = {folder.resolve("socket").toString(), key.toString()};
        try (TestJvm server = TestJvm.start(RemoteManager.class, "serve", where[0], where[1])) {
            server.awaitLine("serving");
            try (TestJvm taker = TestJvm.start(RemoteManager.class, "take", where[0], where[1]);
                    TestJvm putter =
                            TestJvm.start(RemoteManager.class, "put", where[0], where[1])) {
                assertThat(taker.awaitLine("took ")).isEqualTo("hello");
                assertThat(putter.awaitExit()).isZero();
                assertThat(taker.awaitExit()).isZero();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void sharedCounterIsTenOnceJoined(String method) throws Exception {
        List<String> lines = printedByAll(method, SharedCounter.class);
        String notJoined = "parent process counter, not joined: ";
        assertThat(lines)
                .filteredOn(l -> l.startsWith(notJoined))
                .singleElement()
                .satisfies(l -> assertThat(Integer.parseInt(l.substring(notJoined.length())))
                        .isBetween(0, 10));
        assertThat(lines).contains("parent process counter, joined: 10");
        List<String> twiceZeroToNine = IntStream.range(0, 20)
                .mapToObj(i -> "child process counter: " + i % 10)
                .toList();
        assertThat(lines)
                .filteredOn(l -> l.startsWith("child"))
                .containsExactlyInAnyOrderElementsOf(twiceZeroToNine);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void sharedNumbers(String method) throws Exception {
        assertThat(printed(method, SharedNumbers::main))
                .containsExactly("[-1, -2, -3]", "4 processes: [0.0, 1.0, 2.0, 3.0]");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void sharedBlocks(String method) throws Exception {
        String touched =
                "Cost[sharedBytes=6291456, privateBytes=2097152]"; // a quarter, to the page
        String untouched = "Cost[sharedBytes=8388608, privateBytes=0]";
        assertThat(printed(method, SharedBlocks::main))
                .containsExactly(
                        "first pixel: 7",
                        "totals: [done, 3, 0.5]",
                        "Body[id=1, at=Point[x=1.0, y=2.0]]",
                        "y is at byte 16",
                        "sum: 204",
                        "paid: true, balance: 30",
                        "the child: " + touched,
                        "the parent: " + (shares(method) ? touched : untouched));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void tenChildrenDoNotMixTheirLines(String method) throws Exception {
        List<String> lines = printedByAll(method, TenChildrenOneLock.class);
        assertThat(lines).hasSize(20);
        for (int i = 0; i < 20; i += 2) {
            assertThat(lines.get(i + 1)).isEqualTo(lines.get(i).replace("hello", "goodbye"));
        }
        assertThat(lines)
                .containsAll(IntStream.range(0, 10).mapToObj(i -> "hello " + i).toList());
    }

    @ParameterizedTest
    @MethodSource("methods")
    void greeterIsASubclass(String method) throws Exception {
        assertThat(printedByAll(method, Greeter.class)).containsExactly("hello Ada from Process-1");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void nestedChildrenAreNumberedByTheirParents(String method) throws Exception {
        assertThat(printedByAll(method, NestedChildren.class))
                .containsExactly("MainProcess", "Process-1", "Process-1:1, a child of Process-1");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void failingChildren(String method) throws Exception {
        List<String> lines = printed(method, FailingChildren::main);
        assertThat(lines).hasSize(3);
        assertThat(lines.get(0))
                .matches("Child 'Process-\\d+' \\(" + method + ", pid \\d+\\) threw "
                        + "java\\.lang\\.NumberFormatException: For input string: "
                        + "\"forty-two\"\\. {3}\\[FUR-109]");
        assertThat(lines.get(1)).isEqualTo("thrown in parse");
        assertThat(lines.get(2))
                .isEqualTo(shares(method) ? "SIGTERM, exit code 143" : "SIGKILL, exit code 137");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void joinedQueue(String method) throws Exception {
        assertThat(printed(method, JoinedQueue::main))
                .containsExactly("all done: true, the sum is 55");
    }

    @Test
    void namedObjectsAreFoundByProcessesThatWereStartedSeparately() throws Exception {
        try (TestJvm one = TestJvm.start(NamedObjects.class);
                TestJvm other = TestJvm.start(NamedObjects.class)) {
            Set<String> visits = Set.of(one.awaitLine("visit "), other.awaitLine("visit "));
            assertThat(visits).containsExactlyInAnyOrder("1", "2");
            try (Named app = Named.open("app/visits")) {
                Queue<String> bell = app.queue("bell", 10);
                bell.put("ring");
                bell.put("ring");
                assertThat(List.of(one.awaitExit(), other.awaitExit())).containsOnly(0);
                assertThat(app.longArray("last", 2).get(1)).isIn(one.pid(), other.pid());
            }
        }
    }

    @ParameterizedTest
    @MethodSource("methods")
    void fastMessages(String method) throws Exception {
        assertThat(printed(method, FastMessages::main))
                .containsExactly("1000000 samples, the mean is 499999.5");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void lockOrder(String method) throws Exception {
        List<String> lines = printedByAll(method, LockOrder.class);
        assertThat(lines)
                .startsWith(
                        "Deadlock: 2 threads of 2 processes wait for one another, and none can go"
                                + " on.   [FUR-403]");
        for (String name : List.of("teller", "auditor")) {
            assertThat(lines)
                    .anyMatch(l -> l.matches("  \\([12]\\):    thread '.*' of '" + name
                            + "' \\(pid \\d+\\) has waited for \\d\\.\\d s for a Lock"
                            + " \\([0-9a-f]{8}\\+\\d+\\), held by \\([12]\\)"));
        }
        assertThat(lines)
                .filteredOn(
                        l -> l.startsWith("            at io.furcula.examples.LockOrder.takeBoth("))
                .hasSize(2);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void synchronising(String method) throws Exception {
        assertThat(printedByAll(method, Synchronising.class))
                .containsExactly(
                        "the child is ready: true",
                        "BoundedSemaphore[2 of 2 permits]",
                        "left: 0",
                        "all three were there",
                        shares(method)
                                ? "a thread cannot be killed: it was interrupted"
                                : "one of us is dead",
                        "version 1");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void closedQueueEndsItsWorkers(String method) throws Exception {
        assertThat(printedByAll(method, WorkersAndAQueue.class))
                .containsExactly(
                        "a worker ends",
                        "a worker ends",
                        "the sum of the squares is " + 1000 * 1001 * 2001 / 6);
    }

    /** Or copies of one that is fresh. */
    private static boolean startsFreshJvms(String method) {
        return method.equals("spawn") || method.equals("forkserver");
    }

    @AfterEach
    void endServers() throws InterruptedException {
        assertThat(ForkServer.stop(Duration.ofSeconds(20))).isTrue();
    }

    @ParameterizedTest
    @MethodSource("methods")
    void staticFieldsAreSeenAsTheStartMethodSays(String method) throws Exception {
        String seen = startsFreshJvms(method) ? "red" : "blue";
        assertThat(printedByAll(method, StaticFields.class))
                .containsExactly("the child sees " + seen);
    }

    @ParameterizedTest
    @MethodSource("methods")
    void copyOnWrite(String method) throws Exception {
        assertThat(printed(method, CopyOnWrite::main))
                .containsExactly(
                        "the child sees 99", "the parent sees " + (shares(method) ? 99 : 1));
    }

    @ParameterizedTest
    @MethodSource("methods")
    void whatCannotBeSentIsRefused(String method) throws Exception {
        List<String> lines = printed(method, WhatCannotBeSent::main);
        assertThat(lines)
                .contains(
                        "  path:   invocation.target.captured[0] (java.lang.Thread)",
                        "The message cannot be sent to another process:"
                                + " java.lang.Object is not serialisable.   [FUR-201]");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void killedLockHolder(String method) throws Exception {
        assertThat(printed(method, KilledLockHolder::main))
                .containsExactly(
                        shares(method)
                                ? "the holder gave it back"
                                : "the holder died: put right what the lock protects");
    }

    @ParameterizedTest
    @MethodSource("methods")
    void startInAnInitialiserIsRefusedInAFreshJvm(String method) throws Exception {
        List<String> lines = printedByAll(method, StartInAnInitialiser.class);
        if (startsFreshJvms(method)) {
            assertThat(lines).contains("exit code 1").anyMatch(l -> l.contains("[FUR-108]"));
        } else {
            assertThat(lines).containsExactly("report written", "exit code 0");
        }
    }

    @Test
    @EnabledIf("hasFork")
    void forkedChildHasTheWholeHeap() throws Exception {
        assertThat(printedByAll("fork", WholeHeap.class))
                .containsExactly(
                        "the child finds it in lines [1, 2, 3]",
                        "the parent finds it in lines [1, 2]");
    }

    @Test
    @EnabledIf("hasFork")
    void copyOfAServerHasWhatWasPreloaded() throws Exception {
        assertThat(printedByAll("forkserver", PreloadExample.class))
                .containsExactly(
                        "problems: []", "the child has [apple, pear, plum]", "the parent has []");
    }

    @Test
    @EnabledIf("hasFork")
    void forkHooksMakeConnectionsAnewInTheChild() throws Exception {
        assertThat(printedByAll("fork", ForkHooksExample.class))
                .containsExactly(
                        "before the fork: a connection of MainProcess",
                        "in the child: a connection of Process-1",
                        "in the parent: a connection of MainProcess");
    }

    @Test
    @EnabledIf("hasFork")
    void unsafeForkIsRefusedAndTriedAgain() throws Exception {
        List<String> lines = printedByAll("fork", ForkUnsafe.class);
        assertThat(lines.get(0))
                .matches("This JVM cannot be forked now: its threads did not come to rest within"
                        + " 1000 ms\\. Thread 'archive writer' holds the monitor of"
                        + " java\\.lang\\.Object@[0-9a-f]+\\. {3}\\[FUR-111]");
        assertThat(lines)
                .anyMatch(l -> l.startsWith("  locked: in ") && l.contains("ForkUnsafe.write("))
                .endsWith("forked")
                .containsOnlyOnce("forked");
    }
}

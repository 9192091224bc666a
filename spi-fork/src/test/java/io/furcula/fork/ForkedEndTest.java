package io.furcula.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.Context;
import io.furcula.ExitStatus;
import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.Target;
import io.furcula.testkit.Await;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import io.furcula.testkit.ParentRole;
import io.furcula.testkit.TestJvm;
import java.io.BufferedOutputStream;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** However a child ends, it does so alone: what its parent has prepared for its own end stays. */
@ExtendWith({Deadline.class, LeakCheck.class})
class ForkedEndTest {

    @TempDir
    private Path folder;

    /** How a child ends. */
    @SuppressWarnings("ImmutableEnumChecker") // targets are not changed
    enum Ending {
        RETURNS(ready -> ready.put(""), ExitStatus.SUCCESS),
        THROWS(
                ready -> {
                    throw new IOException("on purpose");
                },
                ExitStatus.UNCAUGHT_EXCEPTION),
        EXITS(ready -> System.exit(7), new ExitStatus(7, 0)),
        HALTS(ready -> Runtime.getRuntime().halt(8), new ExitStatus(8, 0)),
        EXITS_IN_ANOTHER_THREAD(Ending::exitInAnotherThread, new ExitStatus(9, 0)),
        IS_TERMINATED(Ending::waitForEver, ExitStatus.killedBy(15)),
        IS_KILLED(Ending::waitForEver, ExitStatus.killedBy(9));

        private final Target.Of1<Queue<String>> work;
        private final ExitStatus expected;

        Ending(Target.Of1<Queue<String>> work, ExitStatus expected) {
            this.work = work;
            this.expected = expected;
        }

        boolean runsHooks() {
            return this != HALTS && this != IS_KILLED;
        }

        private static void exitInAnotherThread(Queue<String> ready) {
            new Thread(() -> System.exit(9)).start();
            while (true) {
                LockSupport.park();
            }
        }

        private static void waitForEver(Queue<String> ready) throws InterruptedException {
            ready.put("");
            while (true) {
                LockSupport.park();
            }
        }

        ExitStatus run(Target before) throws Exception {
            try (Queue<String> ready = Queue.create();
                    Process child = Forks.start(() -> {
                        before.run();
                        work.run(ready);
                    })) {
                if (this == IS_TERMINATED) {
                    ready.take();
                    child.terminate();
                } else if (this == IS_KILLED) {
                    ready.take();
                    child.kill();
                }
                Forks.joined(child);
                return child.join();
            }
        }
    }

    private static void write(Path file) {
        try {
            Files.writeString(file, "" + ProcessHandle.current().pid());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @EnumSource
    void exitStatusIsExact(Ending ending) throws Exception {
        assertEquals(ending.expected, ending.run(() -> {}));
    }

    @ParameterizedTest
    @EnumSource
    void hooksAndFilesOfTheParentAreUntouched(Ending ending) throws Exception {
        Path mark = folder.resolve("the parent's hook ran");
        File kept =
                Files.createFile(folder.resolve("deleted at the parent's end")).toFile();
        kept.deleteOnExit();
        Thread hook = new Thread(() -> write(mark));
        Runtime.getRuntime().addShutdownHook(hook);
        try {
            ending.run(() -> {});
            ending.run(() -> Runtime.getRuntime().addShutdownHook(new Thread()));
            assertFalse(Files.exists(mark));
            assertTrue(kept.exists());
        } finally {
            assertTrue(Runtime.getRuntime().removeShutdownHook(hook));
        }
    }

    @ParameterizedTest
    @EnumSource
    void hooksAndFilesOfTheChildAreItsOwn(Ending ending) throws Exception {
        Path mark = folder.resolve("the child's hook ran");
        Path deleted = folder.resolve("deleted at the child's end");
        ending.run(() -> {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> write(mark)));
            Files.createFile(deleted).toFile().deleteOnExit();
        });
        assertEquals(ending.runsHooks(), Files.exists(mark));
        assertEquals(!ending.runsHooks(), Files.exists(deleted));
    }

    /** Prints and forks; the argument says how the child ends. */
    static final class Printer {
        public static void main(String[] arguments) throws Exception {
            System.setOut(new PrintStream(
                    new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 8192),
                    false));
            System.out.print("<parent>");
            String ending = arguments[0];
            try (Process child = Context.of("fork")
                    .process(() -> {
                        System.out.print("<child>");
                        if (ending.equals("exit")) {
                            System.exit(0);
                        }
                    })
                    .start()) {
                child.requireSuccess();
            }
            System.out.println("<end>");
            System.out.flush();
        }
    }

    @Test
    void bufferedOutputOfTheParentIsPrintedOnce() throws Exception {
        for (String ending : List.of("return", "exit")) {
            try (TestJvm jvm = TestJvm.start(Printer.class, ending)) {
                assertEquals(0, jvm.awaitExit());
                String output = String.join("\n", jvm.output());
                assertEquals(1, output.split("<parent>", -1).length - 1, output);
                assertEquals(1, output.split("<child>", -1).length - 1, output);
                assertEquals(1, output.split("<end>", -1).length - 1, output);
            }
        }
    }

    /** A child's parent that is gone a moment later. */
    private static void whenTheParent(String fate, BiConsumer<TestJvm, List<Long>> then)
            throws InterruptedException {
        try (TestJvm parent = TestJvm.start(ParentRole.class, "fork", "false", fate)) {
            List<Long> pids = java.util.Arrays.stream(
                            parent.awaitLine("children ").split(" "))
                    .map(Long::valueOf)
                    .toList();
            then.accept(parent, pids);
            Await.until(
                    "the end of " + pids,
                    () -> pids.stream().noneMatch(ForkedEndTest::isAlive),
                    () -> "alive: "
                            + pids.stream().filter(ForkedEndTest::isAlive).toList());
        }
    }

    private static boolean isAlive(long pid) {
        return ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false);
    }

    @Test
    void childrenAndGrandchildrenEndAtOnceWhenTheParentIsKilled() throws Exception {
        whenTheParent("wait", (parent, pids) -> {
            assertEquals(3, pids.size(), pids::toString);
            parent.kill();
        });
    }

    @Test
    void childWithAShutdownHookThatNeverEndsIsEndedWithItsKilledParent() throws Exception {
        try (Queue<Long> pids = Queue.create();
                Process parent = Forks.start(() -> {
                    Process child = Forks.start(() -> {
                        Runtime.getRuntime().addShutdownHook(new Thread(LockSupport::park));
                        pids.put(ProcessHandle.current().pid());
                        LockSupport.park();
                    });
                    child.join();
                })) {
            long grandchild = pids.take();
            parent.kill();
            Forks.joined(parent);
            Await.until("its end", () -> !isAlive(grandchild), () -> "" + grandchild);
        }
    }
}

package io.furcula.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.ForkHook;
import io.furcula.ForkHooks;
import io.furcula.Process;
import io.furcula.testkit.Await;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Hooks run around a fork, in the order of Python's os.register_at_fork. */
@ExtendWith({Deadline.class, LeakCheck.class})
class ForkHooksTest {

    private final List<String> steps = new ArrayList<>();
    private final List<ForkHook> registered = new ArrayList<>();

    private ForkHook recorder(String name) {
        return ForkHook.builder()
                .before(() -> steps.add("before " + name))
                .inParent(() -> steps.add("parent " + name))
                .inChild(() -> steps.add("child " + name))
                .build();
    }

    private ForkHook register(ForkHook hook) {
        ForkHooks.register(hook);
        registered.add(hook);
        return hook;
    }

    @AfterEach
    void unregister() {
        registered.forEach(ForkHooks::unregister);
    }

    private List<String> stepsOfAChild() throws Exception {
        steps.clear();
        return Forks.ask(() -> List.copyOf(steps));
    }

    @Test
    void lastRegisteredIsFirstBeforeAndLastAfterTheFork() throws Exception {
        register(recorder("a"));
        register(recorder("b"));
        register(recorder("c"));
        List<String> child = stepsOfAChild();
        List<String> before = List.of("before c", "before b", "before a");
        assertEquals(before, child.subList(0, 3));
        assertEquals(List.of("child a", "child b", "child c"), child.subList(3, child.size()));
        assertEquals(before, steps.subList(0, 3));
        assertEquals(List.of("parent a", "parent b", "parent c"), steps.subList(3, steps.size()));
    }

    @Test
    void childHasItsParentsHooksForItsOwnForks() throws Exception {
        register(recorder("a"));
        assertEquals(
                List.of("before a", "child a", "before a", "child a"),
                Forks.ask(() -> Forks.ask(() -> List.copyOf(steps))));
    }

    @Test
    void hooksRunInTheThreadThatForks() throws Exception {
        Thread[] ran = new Thread[2];
        register(ForkHook.builder()
                .before(() -> ran[0] = Thread.currentThread())
                .inParent(() -> ran[1] = Thread.currentThread())
                .build());
        Forks.run(() -> {});
        assertSame(Thread.currentThread(), ran[0]);
        assertSame(Thread.currentThread(), ran[1]);
    }

    @Test
    void unregisteredHookDoesNotRun() throws Exception {
        ForkHook gone = register(recorder("gone"));
        register(recorder("stays"));
        assertTrue(ForkHooks.unregister(gone));
        assertFalse(ForkHooks.unregister(gone));
        assertEquals(List.of("before stays", "child stays"), stepsOfAChild());
        assertEquals(List.of("before stays", "parent stays"), steps);
    }

    @Test
    void nothingIsForkedWhenAHookThrowsBefore() {
        register(recorder("a"));
        register(ForkHook.builder()
                .before(() -> {
                    throw new IllegalStateException("not now");
                })
                .inParent(() -> steps.add("parent of the one that threw"))
                .build());
        register(recorder("c"));
        long children = ProcessHandle.current().children().count();
        IllegalStateException thrown =
                assertThrows(IllegalStateException.class, () -> Forks.start(() -> {}));
        assertEquals("not now", thrown.getMessage());
        assertEquals(List.of("before c", "parent c"), steps, "what was begun is undone");
        assertEquals(children, ProcessHandle.current().children().count());
        assertTrue(Process.active().isEmpty());
    }

    @Test
    void forkWorksAgainAfterAHookThrew() throws Exception {
        ForkHook bad = register(ForkHook.builder()
                .before(() -> {
                    throw new IllegalStateException("not now");
                })
                .build());
        assertThrows(IllegalStateException.class, () -> Forks.start(() -> {}));
        ForkHooks.unregister(bad);
        assertEquals("works", Forks.ask(() -> "works"));
    }

    @Test
    void childEndsWithWhatAHookThrowsInIt() throws Exception {
        register(ForkHook.builder()
                .inChild(() -> {
                    throw new UnsupportedOperationException("not in a child");
                })
                .build());
        try (Process child = Forks.start(() -> steps.add("the target runs"))) {
            Forks.joined(child);
            assertEquals(1, child.join().code());
            Throwable failure = child.failure().orElseThrow();
            assertInstanceOf(UnsupportedOperationException.class, failure);
            assertEquals("not in a child", failure.getMessage());
        }
    }

    @Test
    void childIsKilledWhenAHookThrowsInTheParent() {
        register(ForkHook.builder()
                .inParent(() -> {
                    throw new IllegalStateException("no child, please");
                })
                .build());
        IllegalStateException thrown =
                assertThrows(IllegalStateException.class, () -> Forks.start(() -> {}));
        assertEquals("no child, please", thrown.getMessage());
        Await.until(
                "no child",
                () -> ProcessHandle.current().children().findAny().isEmpty(),
                () -> "" + ProcessHandle.current().children().toList());
    }
}

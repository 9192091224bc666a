package io.furcula.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A child has its parent's heap, as it was, for itself. */
@ExtendWith({Deadline.class, LeakCheck.class})
class ForkedHeapTest {

    private static int changedByMany;

    /** Nothing about it can be serialised. */
    private static final class Stubborn {
        private final Thread thread = Thread.currentThread();
        private final Object lock = new Object();
        private final Supplier<String> secret = Stubborn.whispers(thread);
        private final IdentityHashMap<Object, String> names = new IdentityHashMap<>();

        private Stubborn() {
            names.put(lock, "the lock");
        }

        private static Supplier<String> whispers(Thread thread) {
            return () -> "a lambda of " + thread.getName();
        }
    }

    @Test
    void whatALambdaCapturesIsThereWithoutBeingSerialised() throws Exception {
        Stubborn stubborn = new Stubborn();
        WeakReference<Stubborn> weak = new WeakReference<>(stubborn);
        int hash = System.identityHashCode(stubborn.lock);
        String answer = Forks.ask(() -> {
            synchronized (stubborn.lock) {
                boolean same = weak.refersTo(stubborn)
                        && System.identityHashCode(stubborn.lock) == hash
                        && stubborn.thread == Thread.currentThread();
                return stubborn.names.get(stubborn.lock) + ", " + stubborn.secret.get() + ", "
                        + same;
            }
        });
        assertEquals(
                "the lock, a lambda of " + Thread.currentThread().getName() + ", true", answer);
    }

    @Test
    void largeHeapIsThereAsAWholeAndSurvivesTheChildsCollections() throws Exception {
        Map<Long, long[]> heap = new HashMap<>();
        LongStream.range(0, 20_000).forEach(i -> heap.put(i, new long[] {i, i * i}));
        long sum = Forks.ask(() -> {
            heap.keySet().removeIf(i -> i % 2 == 0);
            System.gc();
            LongStream.range(100_000, 120_000).forEach(i -> heap.put(i, new long[] {0, 1}));
            System.gc();
            return heap.values().stream().mapToLong(pair -> pair[1]).sum();
        });
        long odd = LongStream.range(0, 20_000)
                .filter(i -> i % 2 == 1)
                .map(i -> i * i)
                .sum();
        assertEquals(odd + 20_000, sum);
        assertEquals(20_000, heap.size());
        assertTrue(heap.values().stream().allMatch(pair -> pair[1] == pair[0] * pair[0]));
    }

    @Test
    void changesStayInTheProcessThatMakesThem() throws Exception {
        AtomicInteger captured = new AtomicInteger(1);
        changedByMany = 1;
        try (Queue<String> gate = Queue.create();
                Queue<Integer> answers = Queue.create();
                Process child = Forks.start(() -> {
                    captured.addAndGet(10);
                    changedByMany += 10;
                    answers.put(0);
                    gate.take();
                    answers.put(captured.get());
                    answers.put(changedByMany);
                })) {
            answers.take();
            assertEquals(1, captured.get());
            assertEquals(1, changedByMany);
            captured.set(100);
            changedByMany = 100;
            gate.put("read them");
            assertEquals(11, answers.take());
            assertEquals(11, answers.take());
            Forks.succeeds(child);
        }
        assertEquals(100, captured.get());
        assertEquals(100, changedByMany);
    }

    @Test
    void stackOfTheForkingThreadIsNotTheChilds() throws Exception {
        boolean[] back = {false};
        try {
            Forks.run(() -> {
                throw new ExceptionInChild();
            });
        } catch (io.furcula.ProcessFailedException e) {
            back[0] = e.getCause() instanceof ExceptionInChild;
        } finally {
            changedByMany++; // a child that got here would do the tests that follow, too
        }
        assertTrue(back[0]);
    }

    private static final class ExceptionInChild extends Exception {
        private static final long serialVersionUID = 1;
    }
}

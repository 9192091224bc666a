package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.Queue;
import io.furcula.Waitable;
import io.furcula.Waiter;
import io.furcula.sync.Event;
import io.furcula.sync.Lock;
import io.furcula.sync.Semaphore;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Who waits for several things is woken, and wakes the next one if it was woken in that one's place. Lost wakes
 * are made good at the end of a slice, after 50 ms, so what is looked at is how long it takes: the median of
 * many times, since one may be late on a busy machine.
 */
@ExtendWith({Deadline.class, LeakCheck.class})
class WaiterWakesTest {

    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final int ROUNDS = 21;

    /** Half of a slice would be what a wait takes on average that nobody ends. */
    private static final Duration SOON = Duration.ofMillis(12);

    /** Who waits for a lock looks for the first time after 5 ms whether its holder lives. */
    private static final Duration LOCK_SOON = Duration.ofMillis(2);

    /** Made before a test looks what it leaves behind: their memory stays. */
    private static final List<Event> MANY =
            Stream.generate(Event::create).limit(300).toList();

    @FunctionalInterface
    private interface Action {
        void run() throws Exception;
    }

    /** A thread that does the same again and again, when told to, and says when it was done. */
    private static final class Repeated implements AutoCloseable {
        private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
        private final BlockingQueue<Long> done = new LinkedBlockingQueue<>();
        private final Thread thread;

        Repeated(Action action) {
            thread = new Thread(() -> repeat(action), "repeated");
            thread.setDaemon(true);
            thread.start();
        }

        private void repeat(Action action) {
            try {
                while (true) {
                    told.take();
                    action.run();
                    done.put(System.nanoTime());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt(); // closed
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }

        /** Begins, and gets where it sleeps. */
        void begin() {
            told.add("go");
            long end = System.nanoTime() + LIMIT.toNanos();
            while (!isAsleep()) {
                assertThat(System.nanoTime()).isLessThan(end);
                LockSupport.parkNanos(100_000);
            }
        }

        private boolean isAsleep() {
            return Arrays.stream(thread.getStackTrace())
                    .anyMatch(f -> f.getMethodName().startsWith("futexWait"));
        }

        long ended() throws InterruptedException {
            Long at = done.poll(LIMIT.toSeconds(), TimeUnit.SECONDS);
            assertThat(at).as("it waits").isNotNull();
            return at;
        }

        @Override
        public void close() throws InterruptedException {
            thread.interrupt();
            thread.join(LIMIT.toMillis());
            assertThat(thread.isAlive()).isFalse();
        }
    }

    private static void assertSoon(long[] took, Duration soon) {
        Arrays.sort(took);
        Duration median = Duration.ofNanos(took[took.length / 2]);
        assertThat(median).as("the median of %s", Arrays.toString(took)).isLessThan(soon);
    }

    /** How long it takes until someone who takes something has it, when another one waits for it as well. */
    private static void assertPassedOn(
            Waitable waitable, Action make, Action take, Action reset, Duration soon)
            throws Exception {
        Event never = Event.create();
        long[] took = new long[ROUNDS];
        try (Repeated waiter = new Repeated(
                        () -> assertThat(Waiter.any(LIMIT, never, waitable)).isNotEmpty());
                Repeated taker = new Repeated(take)) {
            for (int i = 0; i < ROUNDS; i++) {
                waiter.begin(); // is woken first
                taker.begin();
                long begun = System.nanoTime();
                make.run();
                took[i] = taker.ended() - begun;
                make.run(); // the waiter may have found that it is gone
                waiter.ended();
                reset.run();
            }
        }
        assertSoon(took, soon);
    }

    @Test
    void permitIsNotHeldUpByOneWhoTakesNone() throws Exception {
        Semaphore semaphore = Semaphore.create(0);
        assertPassedOn(
                semaphore,
                semaphore::release,
                semaphore::acquire,
                () -> assertThat(semaphore.tryAcquire()).isTrue(),
                SOON);
    }

    @Test
    void messageIsNotHeldUpByOneWhoTakesNone() throws Exception {
        try (Queue<Integer> queue = Queue.create()) {
            assertPassedOn(
                    queue,
                    () -> queue.put(1),
                    queue::take,
                    () -> assertThat(queue.poll()).isEqualTo(1),
                    SOON);
        }
    }

    @Test
    void lockIsNotHeldUpByOneWhoTakesNone() throws Exception {
        Lock lock = Lock.create();
        lock.lockInterruptibly();
        assertPassedOn(
                lock,
                () -> {
                    if (lock.isHeldByCurrentThread()) {
                        lock.unlock();
                    }
                },
                () -> {
                    lock.lockInterruptibly();
                    lock.unlock();
                },
                lock::lockInterruptibly,
                LOCK_SOON);
    }

    /** Through its word, or, of more than the kernel takes at once, by looking again. */
    @Test
    void firstAndLastOfMany() throws Exception {
        Waiter waiter = Waiter.of(MANY);
        for (Event event : List.of(MANY.get(0), MANY.get(127), MANY.get(299))) {
            long[] took = new long[ROUNDS];
            try (Repeated waits =
                    new Repeated(() -> assertThat(waiter.await(LIMIT)).containsExactly(event))) {
                for (int i = 0; i < ROUNDS; i++) {
                    waits.begin();
                    long begun = System.nanoTime();
                    event.set();
                    took[i] = waits.ended() - begun;
                    event.clear();
                }
            }
            assertSoon(took, SOON);
        }
    }
}

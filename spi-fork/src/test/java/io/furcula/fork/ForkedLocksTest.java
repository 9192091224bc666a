package io.furcula.fork;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.furcula.testkit.Await;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingDeque;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.PriorityBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Threads of the parent that wait for something are not there in a child, and take nothing from those that are. */
@ExtendWith({Deadline.class, LeakCheck.class})
class ForkedLocksTest {

    private static final int WAITING = 3;

    private final List<Thread> waiting = new ArrayList<>();

    /** What a thread may wait in. */
    private interface Wait {
        void run() throws InterruptedException;
    }

    private static Thread start(Wait wait) {
        Thread thread = new Thread(() -> {
            try {
                wait.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** Starts threads of the parent and sees them wait. */
    private void startWaiting(int count, Wait wait) {
        for (int i = 0; i < count; i++) {
            Thread thread = start(wait);
            waiting.add(thread);
            Await.until(
                    "a thread that waits",
                    () -> thread.getState() == Thread.State.WAITING
                            || thread.getState() == Thread.State.TIMED_WAITING
                            || thread.getState() == Thread.State.BLOCKED,
                    () -> thread + " " + thread.getState());
        }
    }

    @AfterEach
    void end() throws InterruptedException {
        for (Thread thread : waiting) {
            thread.interrupt();
            thread.join();
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // one queue each for all tests
    enum Kind {
        LINKED(new LinkedBlockingQueue<>()),
        ARRAY(new ArrayBlockingQueue<>(10)),
        DEQUE(new LinkedBlockingDeque<>()),
        PRIORITY(new PriorityBlockingQueue<>());

        private final BlockingQueue<Integer> queue;

        Kind(BlockingQueue<Integer> queue) {
            this.queue = queue;
        }
    }

    @ParameterizedTest
    @EnumSource
    void itemGoesToATakerOfTheChildsOwn(Kind kind) throws Exception {
        startWaiting(WAITING, kind.queue::take);
        assertEquals(6, Forks.ask(() -> {
            FutureTask<Integer> taker = new FutureTask<>(
                    () -> kind.queue.take() + kind.queue.take() + kind.queue.take());
            new Thread(taker).start();
            for (int i = 1; i <= 3; i++) {
                kind.queue.put(i);
            }
            return taker.get(20, TimeUnit.SECONDS);
        }));
    }

    @Test
    void conditionWakesAThreadOfTheChildsOwn() throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Condition condition = lock.newCondition();
        startWaiting(WAITING, () -> {
            lock.lock();
            try {
                while (true) {
                    condition.await();
                }
            } finally {
                lock.unlock();
            }
        });
        assertEquals("woken", Forks.ask(() -> {
            boolean[] signalled = {false};
            FutureTask<String> waiter = new FutureTask<>(() -> {
                lock.lock();
                try {
                    while (!signalled[0]) {
                        condition.await();
                    }
                    return "woken";
                } finally {
                    lock.unlock();
                }
            });
            Thread thread = new Thread(waiter);
            thread.start();
            Await.until(
                    "the waiter",
                    () -> thread.getState() == Thread.State.WAITING,
                    () -> "" + thread.getState());
            lock.lock();
            try {
                signalled[0] = true;
                condition.signal();
            } finally {
                lock.unlock();
            }
            return waiter.get(20, TimeUnit.SECONDS);
        }));
    }

    private static int contend(ReentrantLock lock) throws InterruptedException {
        int[] count = {0};
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 2; t++) {
            threads.add(start(() -> {
                for (int i = 0; i < 10_000; i++) {
                    lock.lockInterruptibly();
                    try {
                        count[0]++;
                    } finally {
                        lock.unlock();
                    }
                }
            }));
        }
        for (Thread thread : threads) {
            thread.join(20_000);
        }
        return count[0];
    }

    @Test
    void lockThatThreadsOfTheParentWaitForWorksInAChild() throws Exception {
        for (boolean fair : new boolean[] {false, true}) {
            ReentrantLock lock = new ReentrantLock(fair);
            lock.lock(); // by the thread that forks, which the child has too
            try {
                startWaiting(WAITING, lock::lockInterruptibly);
                assertEquals(20_000, Forks.ask(() -> {
                    lock.unlock();
                    return contend(lock);
                }));
            } finally {
                end();
                waiting.clear();
                lock.unlock();
            }
        }
    }

    /** It is in no queue of the condition any more, and it is in that of the lock. */
    @Test
    void lockOfAConditionWorksInAChildThoughASignalledThreadOfTheParentWaitsForIt()
            throws Exception {
        ReentrantLock lock = new ReentrantLock();
        Condition condition = lock.newCondition();
        startWaiting(WAITING, () -> {
            lock.lockInterruptibly();
            try {
                while (lock.isLocked()) { // by this thread
                    condition.await();
                }
            } finally {
                lock.unlock();
            }
        });
        lock.lock(); // by the thread that forks, which the child has too
        try {
            condition.signalAll();
            assertEquals(20_000, Forks.ask(() -> {
                lock.unlock();
                return contend(lock);
            }));
        } finally {
            lock.unlock();
        }
    }

    @Test
    @SuppressWarnings("LockNotBeforeTry") // unlocked by the child, and by the parent
    void otherSynchronizersThatThreadsOfTheParentWaitForWorkInAChild() throws Exception {
        Semaphore semaphore = new Semaphore(0, true);
        CountDownLatch latch = new CountDownLatch(1);
        ReentrantReadWriteLock readers = new ReentrantReadWriteLock(true);
        Lock writer = readers.writeLock();
        writer.lock();
        startWaiting(WAITING, semaphore::acquire);
        startWaiting(WAITING, latch::await);
        startWaiting(WAITING, () -> readers.readLock().lockInterruptibly());
        assertEquals("all", Forks.ask(() -> {
            FutureTask<String> own = new FutureTask<>(() -> {
                semaphore.acquire();
                latch.await();
                readers.readLock().lockInterruptibly();
                return "all";
            });
            new Thread(own).start();
            semaphore.release();
            latch.countDown();
            writer.unlock();
            return own.get(20, TimeUnit.SECONDS);
        }));
        end();
        waiting.clear();
        writer.unlock();
    }

    @Test
    void monitorOfTheForkingThreadThatOthersAreBlockedOnWorksInAChild() throws Exception {
        Object monitor = new Object();
        synchronized (monitor) {
            startWaiting(WAITING, () -> {
                synchronized (monitor) {
                    monitor.notifyAll();
                }
            });
            assertEquals("entered", Forks.ask(() -> {
                boolean[] entered = {false};
                Thread own = start(() -> {
                    synchronized (monitor) {
                        entered[0] = true;
                        monitor.notifyAll();
                    }
                });
                Await.until(
                        "the child's own thread",
                        () -> own.getState() == Thread.State.BLOCKED,
                        () -> "" + own.getState());
                while (!entered[0]) {
                    monitor.wait(); // the copy of a thread has its monitors, and gives this one up
                }
                return "entered";
            }));
        }
    }

    @Test
    void barrierWithWaitersOfTheParentCanBeResetInAChild() throws Exception {
        CyclicBarrier barrier = new CyclicBarrier(2);
        startWaiting(1, () -> {
            try {
                barrier.await();
            } catch (java.util.concurrent.BrokenBarrierException e) {
                throw new AssertionError(e);
            }
        });
        assertEquals("met", Forks.ask(() -> {
            barrier.reset();
            FutureTask<Integer> own = new FutureTask<>(barrier::await);
            new Thread(own).start();
            barrier.await(20, TimeUnit.SECONDS);
            own.get();
            return "met";
        }));
    }
}

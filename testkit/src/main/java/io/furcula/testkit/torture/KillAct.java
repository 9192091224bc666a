package io.furcula.testkit.torture;

import io.furcula.LongValue;
import io.furcula.internal.shared.FaultPoint;
import io.furcula.sync.CountDownLatch;
import io.furcula.sync.Lock;
import io.furcula.sync.OwnerDiedException;
import io.furcula.sync.PartyDiedException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** What victims do until they are killed, and what witnesses do beside them. Each act ends soon, whoever is killed. */
@SuppressWarnings("WaitNotInLoop") // whether it was woken makes no difference
enum KillAct {
    LOCK("LOCK_") {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            boolean died = take(ground, "lock", ground.lock());
            pair(ground.left(), ground.right(), died, random);
            ground.lock().unlock();
        }
    },
    READ("READER_", "DEATH_") {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            OwnerDiedException died = null;
            try {
                ground.readWrite().readLock().lockInterruptibly();
            } catch (OwnerDiedException e) {
                died = e;
            }
            long left = ground.readLeft().get();
            stay(random);
            Work.require(left == ground.readLeft().get(), "nobody writes while somebody reads");
            ground.readWrite().readLock().unlock();
            if (died != null) { // of which the next one is told if this one is killed before it
                // unlocks
                tell(ground, "writer", died);
            }
        }
    },
    WRITE("WRITER_") {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            take(ground, "writer", ground.readWrite().writeLock());
            pair(ground.readLeft(), ground.readRight(), true, random);
            ground.readWrite().writeLock().unlock();
        }
    },
    CONDITION("CONDITION_", "SIGNAL_", "LOCK_COUNTED") {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            Lock lock = ground.changed().lock();
            take(ground, "condition", lock);
            if (random.nextBoolean()) {
                ground.changed().signal();
            } else {
                try {
                    ground.changed().await(MOMENT);
                } catch (OwnerDiedException e) {
                    tell(ground, "condition", e);
                }
            }
            lock.unlock();
        }
    },
    PERMIT("PERMITS_") {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            int permits = 1 + random.nextInt(2);
            if (ground.permits().tryAcquire(permits, MOMENT)) {
                stay(random);
                ground.permits().release(permits);
            }
        }
    },
    BOUNDED_PERMIT("BOUNDED_") {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            int permits = 1 + random.nextInt(2);
            ground.bounded().acquire(permits);
            stay(random);
            ground.bounded().release(permits);
        }
    },
    EVENT("EVENT_") {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            ground.event().set();
            ground.event().await(MOMENT);
            ground.event().clear();
        }
    },
    LATCH("LATCH_") {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            long now = ground.latch().get();
            CountDownLatch latch = ground.latches().get((int) now);
            latch.countDown();
            if (latch.await(MOMENT) && now < ground.latches().size() - 1) {
                ground.latch().compareAndSet(now, now + 1);
            }
        }
    },
    JOB("PUT_", "TAKE_", "STATE_") {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            long[] job = ground.jobs().poll(MOMENT);
            if (job != null) {
                ground.done().put(job);
            }
        }
    },
    BELL("EXTENT_", "SLEEPER_") {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            if (random.nextInt(3)
                    == 0) { // more often waited for than put, and now and then larger than an
                // extent
                ground.bell().offer(new byte[1 << random.nextInt(LARGEST_BELL_BITS)], MOMENT);
            } else {
                ground.bell().poll(MOMENT);
            }
        }
    },
    GROW("EXTENT_DROPPED") {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            // Soon larger than the first extent, which is dropped then.
            ground.growing().offer(new byte[LARGE_BYTES], MOMENT);
            ground.growing().poll();
        }
    },
    BARRIER("BARRIER_") {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            try {
                ground.barrier().await(MOMENT);
            } catch (TimeoutException | PartyDiedException e) {
                ground.barrier().reset();
            } catch (BrokenBarrierException e) {
                Work.sink = e; // whoever broke it resets it, or is killed before
                if (random.nextInt(3) == 0) {
                    ground.barrier().reset();
                }
            }
        }
    };

    private static final int LARGE_BYTES = 200_000;
    private static final int LARGEST_BELL_BITS = 19;
    private static final Duration MOMENT = Duration.ofMillis(3);
    private static final int LONGEST_STAY_NANOS = 2_000_000;

    @SuppressWarnings("ImmutableEnumChecker") // a copy that cannot change
    private final List<String> steps;

    /** What begins with this is reached by it, most easily. */
    KillAct(String... steps) {
        this.steps = List.of(steps);
    }

    abstract void act(KillGround ground, Random random) throws Exception;

    /** {@return those that lead to a step} */
    static List<KillAct> leadingTo(FaultPoint step) {
        return Arrays.stream(values())
                .filter(act -> act.steps.stream().anyMatch(step.name()::startsWith))
                .toList();
    }

    /** Takes a lock; returns whether its last holder was killed. */
    private static boolean take(KillGround ground, String what, Lock lock)
            throws InterruptedException {
        try {
            lock.lockInterruptibly();
            return false;
        } catch (OwnerDiedException e) {
            tell(ground, what, e);
            return true;
        }
    }

    private static void tell(KillGround ground, String what, OwnerDiedException e)
            throws InterruptedException {
        ground.told().put(what + " of " + e.owner());
    }

    /** Now and then long enough to be killed. */
    private static void stay(Random random) {
        if (random.nextInt(4) == 0) {
            LockSupport.parkNanos(random.nextInt(LONGEST_STAY_NANOS));
        }
    }

    /** Checks a pair, or puts it right, and changes it. */
    private static void pair(LongValue left, LongValue right, boolean repair, Random random) {
        long both = left.get(); // of two unequal ones either will do
        Work.require(repair || both == right.get(), "the halves are equal under the lock");
        left.set(both + 1);
        stay(random);
        right.set(both + 1);
    }
}

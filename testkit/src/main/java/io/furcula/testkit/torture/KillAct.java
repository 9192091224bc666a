package io.furcula.testkit.torture;

import io.furcula.LongValue;
import io.furcula.sync.Lock;
import io.furcula.sync.OwnerDiedException;
import io.furcula.sync.PartyDiedException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;

/** What victims do until they are killed, and what witnesses do beside them. Each act ends soon, whoever is killed. */
@SuppressWarnings("WaitNotInLoop") // whether it was woken makes no difference
enum KillAct {
    LOCK {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            boolean died = take(ground, "lock", ground.lock());
            pair(ground.left(), ground.right(), died, random);
            ground.lock().unlock();
        }
    },
    READ {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            take(ground, "writer", ground.readWrite().readLock());
            long left = ground.readLeft().get();
            stay(random);
            Work.require(left == ground.readLeft().get(), "nobody writes while somebody reads");
            ground.readWrite().readLock().unlock();
        }
    },
    WRITE {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            take(ground, "writer", ground.readWrite().writeLock());
            pair(ground.readLeft(), ground.readRight(), true, random);
            ground.readWrite().writeLock().unlock();
        }
    },
    CONDITION {
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
    PERMIT {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            if (ground.permits().tryAcquire(MOMENT)) {
                ground.permits().release();
            }
        }
    },
    BOUNDED_PERMIT {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            ground.bounded().acquire();
            stay(random);
            ground.bounded().release();
        }
    },
    EVENT {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            ground.event().set();
            ground.event().await(MOMENT);
            ground.event().clear();
            ground.latch().countDown();
        }
    },
    JOB {
        @Override
        void act(KillGround ground, Random random) throws Exception {
            long[] job = ground.jobs().poll(MOMENT);
            if (job != null) {
                ground.done().put(job);
            }
        }
    },
    BELL {
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
    BARRIER {
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

    private static final int LARGEST_BELL_BITS = 19;
    private static final Duration MOMENT = Duration.ofMillis(3);
    private static final int LONGEST_STAY_NANOS = 2_000_000;

    abstract void act(KillGround ground, Random random) throws Exception;

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

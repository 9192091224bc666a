package io.furcula.sync;

import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.Timeouts;
import io.furcula.internal.shared.Watch;
import java.time.Duration;

/** The four ways to take a lock, by one that can be interrupted and has a deadline. */
abstract class WaitingLock implements Lock {

    private static final long serialVersionUID = 1;

    /**
     * Takes it.
     *
     * @return false if the time is over
     */
    abstract boolean acquire(Deadline deadline) throws InterruptedException;

    /** {@return a watch for it to be free} */
    abstract Watch watch();

    @Override
    public void lock() {
        boolean interrupted = Thread.interrupted();
        try {
            while (true) {
                try {
                    acquire(Deadline.NEVER);
                    return;
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        refuseInterrupted();
        acquire(Deadline.NEVER);
    }

    @Override
    public boolean tryLock(Duration timeout) throws InterruptedException {
        refuseInterrupted();
        return acquire(Deadline.in(Timeouts.nanos(timeout)));
    }

    private static void refuseInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before taking a lock");
        }
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException(
                "a reader's or writer's lock has no conditions; a Lock has");
    }
}

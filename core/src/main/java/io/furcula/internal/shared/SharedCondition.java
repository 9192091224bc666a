package io.furcula.internal.shared;

import io.furcula.sync.Condition;
import io.furcula.sync.Lock;
import io.furcula.sync.OwnerDiedException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/** A {@link Condition}: a signal, and the lock that it is raised and awaited with. */
/*
 *   one who waits, with the lock            one who signals, with the lock
 *     seen = EVENTS
 *     gives the lock back, as often as held   EVENTS + 1, wakes
 *     waits until EVENTS differs from seen
 *     takes the lock, as often as before
 *
 * EVENTS is read with the lock held, so whoever signals after that is seen. Killed between any two steps:
 *   before the lock is given back   the next holder is told
 *   before it is taken again        nothing is held. If the signal was for one alone, and woke this one, the
 *                                   others see EVENTS differ at the end of their slice, and return, too
 *   before the wake                 so they do
 */
@SuppressWarnings({"WaitNotInLoop", "JavaUtilDate"
}) // the loop is the caller's; the interface has a Date
final class SharedCondition implements Condition {

    private static final long serialVersionUID = 1;

    private final transient SharedLock lock;
    private final transient SharedBlock block;
    private final transient Signal signal;

    SharedCondition(SharedLock lock, SharedBlock block) {
        this.lock = lock;
        this.block = block;
        this.signal = new Signal(block.region(), block.offset(), WaitKind.CONDITION);
    }

    @Override
    public Lock lock() {
        return lock;
    }

    @Override
    public void await() throws InterruptedException {
        await(Deadline.NEVER);
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        return await(Deadline.in(Timeouts.nanos(timeout)));
    }

    @Override
    public boolean await(long time, TimeUnit unit) throws InterruptedException {
        return await(Deadline.in(Math.max(0, unit.toNanos(time))));
    }

    @Override
    public long awaitNanos(long nanosTimeout) throws InterruptedException {
        Deadline deadline = Deadline.in(Math.max(0, nanosTimeout));
        await(deadline);
        return deadline.leftNanos();
    }

    @Override
    public boolean awaitUntil(Date end) throws InterruptedException {
        return await(end.getTime() - System.currentTimeMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public boolean await(BooleanSupplier ready, Duration timeout) throws InterruptedException {
        checkHeld();
        Deadline deadline = Deadline.in(Timeouts.nanos(timeout));
        while (!ready.getAsBoolean()) {
            if (!await(deadline)) {
                return ready.getAsBoolean();
            }
        }
        return true;
    }

    @Override
    public void awaitUninterruptibly() {
        boolean interrupted = Thread.interrupted();
        try {
            await();
        } catch (InterruptedException e) {
            interrupted = true; // a wait may end without a signal
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private boolean await(Deadline deadline) throws InterruptedException {
        checkHeld();
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting for a condition");
        }
        int seen = signal.events();
        int holds = lock.releaseAll();
        InterruptedException interrupt = null;
        try {
            awaitSignal(seen, deadline);
        } catch (InterruptedException e) {
            interrupt = e;
        }
        FaultPoint.CONDITION_WOKEN.reached();
        try {
            lock.takeAgain(holds);
        } catch (OwnerDiedException e) {
            if (interrupt != null) {
                Thread.currentThread().interrupt(); // both are to be told
            }
            throw e;
        }
        if (interrupt != null) {
            throw interrupt;
        }
        return signal.events() != seen || !deadline.isOver();
    }

    private void awaitSignal(int seen, Deadline deadline) throws InterruptedException {
        long left = deadline.leftNanos();
        try (Wait wait = signal.waiting(deadline)) {
            while (signal.events() == seen && left > 0) {
                signal.await(seen, left);
                wait.slept();
                left = deadline.leftNanos();
            }
        }
    }

    @Override
    public void signal() {
        signal(1);
    }

    @Override
    public void signalAll() {
        signal(Integer.MAX_VALUE);
    }

    @Override
    public void signal(int most) {
        checkHeld();
        if (most > 0) {
            signal.raise(most);
        }
    }

    private void checkHeld() {
        if (!lock.isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException(
                    "this thread does not hold the condition's lock; it is "
                            + lock.owner().map(o -> "held by " + o).orElse("free"));
        }
    }

    @Override
    public String toString() {
        return "Condition[of " + lock + "]";
    }

    private Object writeReplace() {
        return new Handle(lock, block.export());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a condition is sent as its handle");
    }

    private record Handle(Lock lock, BlockRef block) implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            return new SharedCondition((SharedLock) lock, SharedBlock.attach(block));
        }
    }
}

package io.furcula.internal.shared;

import io.furcula.sync.Condition;
import io.furcula.sync.Lock;
import io.furcula.sync.Owner;
import io.furcula.sync.OwnerDiedException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;

/**
 * A {@link Lock} in a block of its own.
 *
 * <pre>
 *  offset  bytes  field  written by        ordering
 *       0      8  LOCK   whoever takes it  compare-and-set, see RobustLock
 *       8      8  HOLDS  its holder        plain; how often it has it (reentrant ones only)
 * </pre>
 */
/*
 *   [FREE, HOLDS old] --LOCK = me--> [HELD, HOLDS old] --HOLDS = 1--> [HELD n] --HOLDS +- 1--> [HELD n]
 *           ^                                                            | n = 1, LOCK = 0
 *           +------------------------------------------------------------+
 *
 * Killed in any of them: who takes the lock over writes HOLDS before it reads it, so what it was is nothing to it.
 */
public final class SharedLock implements Lock {

    private static final long serialVersionUID = 1;

    private static final int HOLDS_OFFSET = 8;

    private final transient SharedBlock block;
    private final transient RobustLock word;
    private final transient boolean reentrant;

    /**
     * A lock in a block.
     *
     * @param block where it is
     * @param reentrant whether its holder may take it again
     */
    public SharedLock(SharedBlock block, boolean reentrant) {
        this.block = block;
        this.word = new RobustLock(block.region(), block.offset(), WaitKind.LOCK);
        this.reentrant = reentrant;
    }

    /**
     * {@return a new lock}
     *
     * @param reentrant whether its holder may take it again
     */
    public static Lock create(boolean reentrant) {
        int bytes = reentrant ? HOLDS_OFFSET + Long.BYTES : Long.BYTES;
        return new SharedLock(SharedBlock.allocate(bytes), reentrant);
    }

    @Override
    public void lock() {
        if (word.tryLock()) {
            hold(1);
        } else if (!takeOnceMore()) {
            takeAgain(1);
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        refuseInterrupted();
        if (word.tryLock()) {
            hold(1);
        } else if (!takeOnceMore()) {
            taken(word.lockInterruptibly(RobustLock.FOREVER), 1);
        }
    }

    @Override
    public boolean tryLock() {
        if (word.tryLock()) {
            hold(1);
            return true;
        }
        return reentrant && takeOnceMore();
    }

    @Override
    public boolean tryLock(Duration timeout) throws InterruptedException {
        refuseInterrupted();
        if (reentrant && takeOnceMore()) {
            return true;
        }
        long result = word.lockInterruptibly(Timeouts.nanos(timeout));
        if (result == RobustLock.TIMED_OUT) {
            return false;
        }
        taken(result, 1);
        return true;
    }

    private static void refuseInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before taking a lock");
        }
    }

    @Override
    public void unlock() {
        if (!isHeldByCurrentThread()) {
            throw new IllegalMonitorStateException("this thread does not hold the lock; it is "
                    + owner().map(o -> "held by " + o).orElse("free"));
        }
        int holds = holds();
        if (holds > 1) {
            hold(holds - 1);
        } else {
            word.unlock();
        }
    }

    @Override
    public boolean isHeldByCurrentThread() {
        return word.owner() == OwnerWord.selfThread();
    }

    @Override
    public Condition newCondition() {
        return new SharedCondition(this, SharedBlock.allocate(Signal.SIZE_BYTES));
    }

    /** {@return how often it was held} Gives it back entirely. The caller holds it. */
    int releaseAll() {
        int holds = holds();
        word.unlock();
        return holds;
    }

    /** Takes it as often as it was held before; an interrupt does not end the wait. */
    void takeAgain(int holds) {
        taken(word.lock(), holds);
    }

    Watch watch() {
        return word.watch();
    }

    private boolean takeOnceMore() {
        if (!isHeldByCurrentThread()) {
            return false;
        }
        if (!reentrant) {
            throw new IllegalMonitorStateException(
                    "this thread holds the lock already, and it is not reentrant");
        }
        hold(holds() + 1);
        return true;
    }

    private int holds() {
        return reentrant
                ? (int) Words.longPlain(block.region().bytes(), block.offset() + HOLDS_OFFSET)
                : 1;
    }

    private void hold(int holds) {
        if (reentrant) {
            Words.longPlain(block.region().bytes(), block.offset() + HOLDS_OFFSET, holds);
            FaultPoint.LOCK_COUNTED.reached();
        }
    }

    private void taken(long result, int holds) {
        hold(holds);
        if (result != RobustLock.ACQUIRED) {
            throw new OwnerDiedException(owner(result));
        }
    }

    @Override
    public Optional<Owner> owner() {
        long owner = word.owner();
        return owner == OwnerWord.NONE ? Optional.empty() : Optional.of(owner(owner));
    }

    @Override
    public String toString() {
        return "Lock[" + owner().map(o -> "held by " + o).orElse("free") + "]";
    }

    private static Owner owner(long word) {
        return new Owner(OwnerWord.pid(word), OwnerWord.thread(word));
    }

    private Object writeReplace() {
        return new Handle(block.export(), reentrant);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a lock is sent as its handle");
    }

    private record Handle(BlockRef block, boolean reentrant) implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            return new SharedLock(SharedBlock.attach(block), reentrant);
        }
    }
}

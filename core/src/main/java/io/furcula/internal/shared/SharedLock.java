package io.furcula.internal.shared;

import io.furcula.sync.Lock;
import io.furcula.sync.Owner;
import io.furcula.sync.OwnerDiedException;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.locks.Condition;

/** A {@link Lock} in the first word of a block. */
public final class SharedLock implements Lock {

    private static final long serialVersionUID = 1;

    private final transient SharedBlock block;
    private final transient RobustLock word;

    /**
     * A lock in a block.
     *
     * @param block the first word of which is the lock
     */
    public SharedLock(SharedBlock block) {
        this.block = block;
        this.word = new RobustLock(block.region(), block.offset());
    }

    @Override
    public void lock() {
        if (!word.tryLock()) {
            refuseReentry();
            tell(word.lock());
        }
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before taking a lock");
        }
        if (!word.tryLock()) {
            refuseReentry();
            tell(word.lockInterruptibly(RobustLock.FOREVER));
        }
    }

    @Override
    public boolean tryLock() {
        return word.tryLock();
    }

    @Override
    public boolean tryLock(Duration timeout) throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before taking a lock");
        }
        long result = word.lockInterruptibly(Timeouts.nanos(timeout));
        tell(result);
        return result != RobustLock.TIMED_OUT;
    }

    @Override
    public void unlock() {
        if (word.owner() != OwnerWord.selfThread()) {
            throw new IllegalMonitorStateException("this thread does not hold the lock; it is "
                    + owner().map(o -> "held by " + o).orElse("free"));
        }
        word.unlock();
    }

    @Override
    public Condition newCondition() {
        throw new UnsupportedOperationException("a lock between processes has no conditions");
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

    private void refuseReentry() {
        if (word.owner() == OwnerWord.selfThread()) {
            throw new IllegalMonitorStateException(
                    "this thread holds the lock already, and it is not reentrant");
        }
    }

    private static void tell(long result) {
        if (result != RobustLock.ACQUIRED && result != RobustLock.TIMED_OUT) {
            throw new OwnerDiedException(owner(result));
        }
    }

    private static Owner owner(long word) {
        return new Owner(OwnerWord.pid(word), OwnerWord.thread(word));
    }

    private Object writeReplace() {
        return new Handle(block.export());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a lock is sent as its handle");
    }

    private record Handle(BlockRef block) implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            return new SharedLock(SharedBlock.attach(block));
        }
    }
}

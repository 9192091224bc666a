package io.furcula.sync;

import io.furcula.Waitable;
import io.furcula.internal.shared.BlockRef;
import io.furcula.internal.shared.BlockViews;
import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.RobustLock;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Signal;
import io.furcula.internal.shared.Wait;
import io.furcula.internal.shared.WaitKind;
import io.furcula.internal.shared.Watch;
import io.furcula.internal.shared.Watches;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What all that can be waited for has in common: a block of shared memory that begins with a lock and a
 * signal. An object of it is a handle, and is sent as one.
 *
 * <pre>
 *  offset  bytes  field   written by            ordering
 *       0      8  LOCK    whoever takes it      compare-and-set, see RobustLock
 *       8      8  SIGNAL  whoever changes STATE see Signal
 *      16      -  STATE   as its class says
 * </pre>
 */
abstract class SharedPrimitive implements Serializable {

    private static final long serialVersionUID = 1;

    static {
        for (Kind kind : Kind.values()) {
            BlockViews.register(kind.type, kind.attach); // for those that have a name
        }
        Watches.ofPrimitives(SharedPrimitive::watchOf);
    }

    static final int SIGNAL_OFFSET = 8;
    static final int STATE_OFFSET = SIGNAL_OFFSET + Signal.SIZE_BYTES;

    private final transient Kind kind;
    private final transient SharedBlock block;
    final transient ByteBuffer words;
    final transient Signal signal;
    private final transient RobustLock lock;
    private final transient int offset;

    SharedPrimitive(Kind kind, SharedBlock block) {
        this.kind = kind;
        this.block = block;
        this.words = block.region().bytes();
        this.offset = block.offset();
        this.lock = new RobustLock(block.region(), offset);
        this.signal = new Signal(block.region(), offset + SIGNAL_OFFSET, kind.waitedFor);
    }

    static SharedBlock allocate(int stateBytes) {
        return SharedBlock.allocate(STATE_OFFSET + stateBytes);
    }

    /** {@return where a field of the state is in {@link #words}} */
    final int at(int stateOffset) {
        return offset + STATE_OFFSET + stateOffset;
    }

    /** Takes the lock, also from a holder that died: each change is one store, done or not. */
    final void enter() {
        lock.lock();
    }

    final void exit() {
        lock.unlock();
    }

    /** Gives the lock back after a change that others wait for. */
    final void exitAndSignal() {
        lock.unlock();
        signal.raise(Integer.MAX_VALUE);
    }

    private static @Nullable Watch watchOf(Waitable waitable) {
        if (waitable instanceof WaitingLock lock) {
            return lock.watch();
        }
        return waitable instanceof SharedPrimitive primitive ? primitive.watch() : null;
    }

    /** {@return a watch for it to be had, or null if it cannot be waited for together with others} */
    @Nullable
    Watch watch() {
        return null;
    }

    /** {@return a wait for it that begins now, of the given kind, and with those who hold it} */
    final Wait waiting(WaitKind kind, Deadline deadline, Wait.Holders holders) {
        return Wait.on(kind, block.region(), offset, deadline, holders);
    }

    /**
     * With the lock held: gives it back, waits a while for a change, and takes it again.
     *
     * @param wait the wait that this is a part of
     * @return false if the time is over, without waiting
     */
    final boolean await(Deadline deadline, Wait wait) throws InterruptedException {
        int seen = signal.events();
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted before waiting");
        }
        long left = deadline.leftNanos();
        if (left <= 0) {
            return false;
        }
        lock.unlock();
        try {
            signal.await(seen, left);
            wait.slept();
        } finally {
            lock.lock();
        }
        return true;
    }

    /** Not private: subclasses are to inherit it. */
    final Object writeReplace() {
        return new Handle(kind, block.export());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("it is sent as its handle");
    }

    /** What a block is. */
    @SuppressWarnings("ImmutableEnumChecker") // constructor references have no state
    enum Kind {
        SEMAPHORE(Semaphore.class, Semaphore::new, WaitKind.SEMAPHORE),
        BOUNDED_SEMAPHORE(
                BoundedSemaphore.class, BoundedSemaphore::new, WaitKind.BOUNDED_SEMAPHORE),
        EVENT(Event.class, Event::new, WaitKind.EVENT),
        COUNT_DOWN_LATCH(CountDownLatch.class, CountDownLatch::new, WaitKind.COUNT_DOWN_LATCH),
        BARRIER(Barrier.class, Barrier::new, WaitKind.BARRIER),
        READ_WRITE_LOCK(ReadWriteLock.class, ReadWriteLock::new, WaitKind.WRITE_LOCK);

        private final Class<?> type;
        private final Function<SharedBlock, SharedPrimitive> attach;
        private final WaitKind waitedFor;

        Kind(Class<?> type, Function<SharedBlock, SharedPrimitive> attach, WaitKind waitedFor) {
            this.type = type;
            this.waitedFor = waitedFor;
            this.attach = attach;
        }
    }

    private record Handle(Kind kind, BlockRef block) implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            return kind.attach.apply(SharedBlock.attach(block));
        }
    }
}

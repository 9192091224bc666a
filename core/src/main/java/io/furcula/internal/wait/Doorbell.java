package io.furcula.internal.wait;

import io.furcula.SharedMemoryException;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Words;
import io.furcula.spi.Region;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What any thread of this process wakes one who waits with. Once {@link #needWord} was called, also where that
 * one sleeps on words of shared memory.
 *
 * <p><b>Thread safety:</b> one thread waits; any may ring, also when nobody waits any more.
 */
final class Doorbell implements Runnable {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition rung = lock.newCondition();
    private int rings; // guarded by lock

    /** Null as long as it is not needed, and once it is given back; guarded by lock. */
    private @Nullable SharedBlock word;

    private boolean hasNoWord;

    /** Rings. */
    @Override
    public void run() {
        lock.lock();
        try {
            rings++;
            rung.signalAll();
            SharedBlock shared = word;
            if (shared != null) {
                Words.intVolatile(shared.region().bytes(), shared.offset(), rings);
                shared.region().wake(shared.offset(), 1);
            }
        } finally {
            lock.unlock();
        }
    }

    /** {@return how often it was rung} */
    int rings() {
        lock.lock();
        try {
            return rings;
        } finally {
            lock.unlock();
        }
    }

    /**
     * {@return where the count of rings is in shared memory, for a waiter who sleeps there; null if there is no
     * memory for it}
     */
    @Nullable
    Region needWord() {
        lock.lock();
        try {
            if (word == null && !hasNoWord) {
                SharedBlock shared = SharedBlock.allocate(Integer.BYTES);
                Words.intVolatile(shared.region().bytes(), shared.offset(), rings);
                word = shared;
            }
            return word == null ? null : word.region();
        } catch (SharedMemoryException e) {
            hasNoWord = true;
            return null;
        } finally {
            lock.unlock();
        }
    }

    /** {@return where in {@link #needWord}} */
    int wordOffset() {
        lock.lock();
        try {
            return word == null ? 0 : word.offset();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Waits until it is rung, in Java.
     *
     * @param seen the count that makes it wait
     * @param timeoutNanos the longest wait
     */
    void await(int seen, long timeoutNanos) throws InterruptedException {
        long left = timeoutNanos;
        lock.lockInterruptibly();
        try {
            while (rings == seen && left > 0) {
                left = rung.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Gives the word back. */
    void close() {
        lock.lock();
        try {
            SharedBlock shared = word;
            word = null; // nobody writes to it any more
            hasNoWord = true;
            if (shared != null) {
                shared.free();
            }
        } finally {
            lock.unlock();
        }
    }
}

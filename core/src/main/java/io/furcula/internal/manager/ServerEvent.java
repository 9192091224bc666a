package io.furcula.internal.manager;

import io.furcula.internal.shared.Timeouts;
import io.furcula.manager.ManagedEvent;
import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** An event that lives in a server. */
final class ServerEvent implements ManagedEvent {

    private final ReentrantLock state = new ReentrantLock();
    private final Condition changed = state.newCondition();
    private boolean set;

    /** Who waited while it was set and cleared again was woken all the same. */
    private long times;

    @Override
    public boolean isSet() {
        state.lock();
        try {
            return set;
        } finally {
            state.unlock();
        }
    }

    @Override
    public void set() {
        state.lock();
        try {
            set = true;
            times++;
            changed.signalAll();
        } finally {
            state.unlock();
        }
    }

    @Override
    public void clear() {
        state.lock();
        try {
            set = false;
        } finally {
            state.unlock();
        }
    }

    @Override
    public void await() throws InterruptedException {
        state.lockInterruptibly();
        try {
            long before = times;
            while (!set && times == before) {
                changed.await();
            }
        } finally {
            state.unlock();
        }
    }

    @Override
    public boolean await(Duration timeout) throws InterruptedException {
        long left = Timeouts.nanos(timeout);
        state.lockInterruptibly();
        try {
            long before = times;
            while (!set && times == before && left > 0) {
                left = changed.awaitNanos(left);
            }
            return set || times != before;
        } finally {
            state.unlock();
        }
    }

    @Override
    public String toString() {
        return "Event[" + (isSet() ? "set" : "not set") + "]";
    }
}

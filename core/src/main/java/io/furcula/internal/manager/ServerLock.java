package io.furcula.internal.manager;

import java.lang.System.Logger.Level;
import java.util.Date;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A lock that lives in a server. It belongs to a thread of a client, and is free again when that client
 * ends.
 *
 * <p><b>Thread safety:</b> safe for any number of threads of clients; nobody else can hold it.
 */
/*
 *   [FREE] -- lock ----------------------> [HELD by a caller] -- lock again, if reentrant: +1
 *      ^                                        |    |
 *      +---- unlock, as often ------------------+    |
 *      +---- the client ends: logged ----------------+
 *      +---- the client never learns that it has the lock
 */
@SuppressWarnings("LockNotBeforeTry") // it is the lock
final class ServerLock implements Lock, Holding {

    private static final System.Logger LOG = System.getLogger("io.furcula.manager");

    private static final long FOREVER = Long.MAX_VALUE;

    private final boolean reentrant;
    private final ReentrantLock state = new ReentrantLock();
    private final Condition freed = state.newCondition();
    private @Nullable Caller holder;
    private int holds;

    ServerLock(boolean reentrant) {
        this.reentrant = reentrant;
    }

    /** The client is gone while its call waits. Nobody is told. */
    private static final class CallerGoneException extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    @Override
    public void lock() {
        try {
            acquire(FOREVER);
        } catch (InterruptedException e) {
            throw gone(e);
        }
    }

    /** A call that is not cancelled is interrupted for one reason. */
    private static CallerGoneException gone(InterruptedException e) {
        CallerGoneException gone = new CallerGoneException();
        gone.initCause(e);
        return gone;
    }

    @Override
    public void lockInterruptibly() throws InterruptedException {
        acquire(FOREVER);
    }

    @Override
    public boolean tryLock() {
        try {
            return acquire(0);
        } catch (InterruptedException e) {
            throw gone(e);
        }
    }

    @Override
    public boolean tryLock(long time, TimeUnit unit) throws InterruptedException {
        return acquire(unit.toNanos(time));
    }

    private boolean acquire(long timeoutNanos) throws InterruptedException {
        Caller caller = Caller.current();
        long left = timeoutNanos;
        state.lockInterruptibly();
        try {
            if (caller.equals(holder)) {
                if (!reentrant) {
                    throw new IllegalMonitorStateException(
                            "this thread holds the lock already, and it is not reentrant");
                }
                holds++;
                undoIfUndelivered(caller);
                return true;
            }
            while (holder != null) {
                if (left <= 0) {
                    return false;
                }
                left = await(freed, left);
            }
            take(caller, 1);
            undoIfUndelivered(caller);
            return true;
        } finally {
            state.unlock();
        }
    }

    @SuppressWarnings("WaitNotInLoop") // its callers have the loop
    private static long await(Condition condition, long nanos) throws InterruptedException {
        if (nanos == FOREVER) {
            condition.await();
            return FOREVER;
        }
        return condition.awaitNanos(nanos);
    }

    private void take(Caller caller, int times) {
        if (!caller.session().holds(this)) {
            freed.signal();
            throw new CallerGoneException();
        }
        holder = caller;
        holds = times;
    }

    private void undoIfUndelivered(Caller caller) {
        Caller.ifUndelivered(() -> {
            state.lock();
            try {
                if (caller.equals(holder)) {
                    release();
                }
            } finally {
                state.unlock();
            }
        });
    }

    @Override
    public void unlock() {
        state.lock();
        try {
            checkHeld();
            release();
        } finally {
            state.unlock();
        }
    }

    private void checkHeld() {
        if (!Caller.current().equals(holder)) {
            throw new IllegalMonitorStateException("this thread does not hold the lock");
        }
    }

    private void release() {
        holds--;
        if (holds == 0) {
            holder = null;
            freed.signal();
        }
    }

    @Override
    public void ended(Session session, long member) {
        state.lock();
        try {
            Caller last = holder;
            if (last != null && Holding.isOf(last, session, member)) {
                LOG.log(
                        Level.WARNING,
                        "the holder of a managed lock has ended: the lock is free, what it protects"
                                + " may be half done");
                holds = 1;
                release();
            }
        } finally {
            state.unlock();
        }
    }

    @Override
    public Condition newCondition() {
        return new LockCondition();
    }

    @Override
    public String toString() {
        state.lock();
        try {
            return "Lock[" + (holder == null ? "free" : "held") + "]";
        } finally {
            state.unlock();
        }
    }

    /** A condition of this lock. Once a wait has ended, however, the caller holds the lock again. */
    @SuppressWarnings({"WaitNotInLoop", "JavaUtilDate"
    }) // its callers have the loop, and the JDK the date
    private final class LockCondition implements Condition {
        private final Condition signalled = state.newCondition();

        @Override
        public void await() throws InterruptedException {
            awaitNanos(FOREVER);
        }

        @Override
        public void awaitUninterruptibly() {
            try {
                awaitNanos(FOREVER);
            } catch (InterruptedException e) {
                throw gone(e);
            }
        }

        @Override
        public long awaitNanos(long nanosTimeout) throws InterruptedException {
            state.lockInterruptibly();
            try {
                checkHeld();
                Caller caller = Caller.current();
                int before = holds;
                holder = null;
                freed.signal();
                try {
                    return nanosTimeout <= 0
                            ? nanosTimeout
                            : ServerLock.await(signalled, nanosTimeout);
                } finally {
                    takeAgain(caller, before);
                }
            } finally {
                state.unlock();
            }
        }

        private void takeAgain(Caller caller, int times) {
            while (holder != null) {
                freed.awaitUninterruptibly();
            }
            take(caller, times);
        }

        @Override
        public boolean await(long time, TimeUnit unit) throws InterruptedException {
            return awaitNanos(unit.toNanos(time)) > 0;
        }

        @Override
        public boolean awaitUntil(Date deadline) throws InterruptedException {
            long ms = deadline.getTime() - System.currentTimeMillis();
            return awaitNanos(TimeUnit.MILLISECONDS.toNanos(ms)) > 0;
        }

        @Override
        public void signal() {
            state.lock();
            try {
                checkHeld();
                signalled.signal();
            } finally {
                state.unlock();
            }
        }

        @Override
        public void signalAll() {
            state.lock();
            try {
                checkHeld();
                signalled.signalAll();
            } finally {
                state.unlock();
            }
        }

        @Override
        public String toString() {
            return "Condition[" + ServerLock.this + "]";
        }
    }
}

package io.furcula.internal.manager;

import io.furcula.internal.shared.Timeouts;
import io.furcula.manager.ManagedSemaphore;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/** A semaphore that lives in a server. What a client has taken comes back when that ends. */
final class ServerSemaphore implements ManagedSemaphore, Holding {

    private static final long FOREVER = Long.MAX_VALUE;

    private final int most;
    private final ReentrantLock state = new ReentrantLock(true);
    private final Condition changed = state.newCondition();

    /** What each client has, and each child of it that is a thread: its caller without the thread. */
    private final Map<Caller, Integer> taken = new HashMap<>();

    private int permits;

    /**
     * Creates one.
     *
     * @param most how many permits there may be
     */
    ServerSemaphore(int permits, int most) {
        if (permits < 0) {
            throw new IllegalArgumentException("permits=" + permits + " is less than 0");
        }
        this.permits = permits;
        this.most = most;
    }

    private static Caller client() {
        Caller caller = Caller.current();
        return new Caller(caller.session(), caller.member(), 0);
    }

    @Override
    public void acquire() throws InterruptedException {
        acquire(1, FOREVER);
    }

    @Override
    public void acquire(int count) throws InterruptedException {
        acquire(count, FOREVER);
    }

    @Override
    public boolean tryAcquire() {
        state.lock();
        try {
            return permits > 0 && take(1);
        } finally {
            state.unlock();
        }
    }

    @Override
    public boolean tryAcquire(Duration timeout) throws InterruptedException {
        return acquire(1, Timeouts.nanos(timeout));
    }

    @Override
    public boolean tryAcquire(int count, Duration timeout) throws InterruptedException {
        return acquire(count, Timeouts.nanos(timeout));
    }

    @SuppressWarnings("WaitNotInLoop") // it is in one
    private boolean acquire(int count, long timeoutNanos) throws InterruptedException {
        check(count);
        long left = timeoutNanos;
        state.lockInterruptibly();
        try {
            while (permits < count) {
                if (left <= 0) {
                    return false;
                }
                if (left == FOREVER) {
                    changed.await();
                } else {
                    left = changed.awaitNanos(left);
                }
            }
            return take(count);
        } finally {
            state.unlock();
        }
    }

    private static void check(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("permits=" + count + " is less than 1");
        }
    }

    private boolean take(int count) {
        Caller client = client();
        if (client.session().holds(this)) {
            permits -= count;
            taken.merge(client, count, Integer::sum);
            Caller.ifUndelivered(() -> giveBack(client, count));
        }
        return true;
    }

    private void giveBack(Caller client, int count) {
        state.lock();
        try {
            int had = taken.getOrDefault(client, 0);
            int back = Math.min(had, count);
            forget(client, back);
            add(back);
        } finally {
            state.unlock();
        }
    }

    private void add(int count) {
        permits += count;
        changed.signalAll();
    }

    private void forget(Caller client, int count) {
        int left = taken.getOrDefault(client, 0) - count;
        if (left > 0) {
            taken.put(client, left);
        } else {
            taken.remove(client);
        }
    }

    @Override
    public void release() {
        release(1);
    }

    @Override
    public void release(int count) {
        check(count);
        state.lock();
        try {
            if (count > most - permits) {
                throw new IllegalStateException("released more than was acquired: there are "
                        + permits
                        + " of "
                        + most
                        + " permits");
            }
            forget(client(), count);
            add(count);
        } finally {
            state.unlock();
        }
    }

    @Override
    public int availablePermits() {
        state.lock();
        try {
            return permits;
        } finally {
            state.unlock();
        }
    }

    @Override
    public void ended(Session session, long member) {
        state.lock();
        try {
            for (Caller client : taken.keySet().toArray(new Caller[0])) {
                if (Holding.isOf(client, session, member)) {
                    add(taken.getOrDefault(client, 0));
                    taken.remove(client);
                }
            }
        } finally {
            state.unlock();
        }
    }

    @Override
    public String toString() {
        return "Semaphore[" + availablePermits() + " permits]";
    }
}

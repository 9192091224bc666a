package io.furcula.internal.manager;

import io.furcula.internal.shared.Timeouts;
import io.furcula.manager.ManagedBarrier;
import java.time.Duration;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A barrier that lives in a server. The call of a client that ends is interrupted, which breaks it. */
final class ServerBarrier implements ManagedBarrier {

    private final CyclicBarrier barrier;

    ServerBarrier(int parties) {
        this.barrier = new CyclicBarrier(parties);
    }

    @Override
    public int await() throws InterruptedException, BrokenBarrierException {
        return barrier.await();
    }

    @Override
    public int await(Duration timeout)
            throws InterruptedException, BrokenBarrierException, TimeoutException {
        return barrier.await(Timeouts.nanos(timeout), TimeUnit.NANOSECONDS);
    }

    @Override
    public int parties() {
        return barrier.getParties();
    }

    @Override
    public int waiting() {
        return barrier.getNumberWaiting();
    }

    @Override
    public boolean isBroken() {
        return barrier.isBroken();
    }

    @Override
    public void reset() {
        barrier.reset();
    }

    @Override
    public String toString() {
        return "Barrier[" + waiting() + " of " + parties() + " wait"
                + (isBroken() ? ", broken" : "")
                + "]";
    }
}

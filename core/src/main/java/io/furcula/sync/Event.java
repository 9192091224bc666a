package io.furcula.sync;

import io.furcula.Waitable;
import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.FaultPoint;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Timeouts;
import io.furcula.internal.shared.Watch;
import io.furcula.internal.shared.WordWatch;
import io.furcula.internal.shared.Words;
import java.time.Duration;

/**
 * A flag between processes that can be waited for: Python's {@code Event}. Pass it to a child as an
 * argument, or send it through a queue.
 *
 * <pre>
 *  state   bytes  field  written by   ordering
 *      +0      4  SET    anyone       volatile; 0 or 1
 * </pre>
 *
 * <p>{@link #set} is wait-free: no process that is stopped or killed can delay it. One that is killed in
 * the middle of it has set the flag or has not; those who wait see it within 50 ms.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
/*
 *   [NOT SET] --SET = 1, raise--> [SET] --SET = 0--> [NOT SET]
 *
 * Killed between SET = 1 and the raise: it is set, and those who wait see it at the end of their slice.
 */
public final class Event extends SharedPrimitive implements Waitable {

    private static final long serialVersionUID = 1;

    private static final int SET = 0;

    Event(SharedBlock block) {
        super(Kind.EVENT, block);
    }

    /**
     * {@return a new event that is not set} Its few bytes live as long as this process.
     *
     * @throws io.furcula.SharedMemoryException if there is no shared memory; nothing is left behind
     */
    public static Event create() {
        return new Event(allocate(Integer.BYTES));
    }

    /** Sets it, and wakes all who wait. Does nothing more if it is set. */
    public void set() {
        Words.intVolatile(words, at(SET), 1);
        FaultPoint.EVENT_SET.reached();
        signal.raise(Integer.MAX_VALUE);
    }

    /** Takes it back: who waits from now on waits for the next {@link #set}. */
    public void clear() {
        Words.intVolatile(words, at(SET), 0);
    }

    /** {@return whether it is set} */
    public boolean isSet() {
        return Words.intVolatile(words, at(SET)) != 0;
    }

    /**
     * Waits until it is set.
     *
     * @throws InterruptedException if interrupted, before or while waiting
     */
    public void await() throws InterruptedException {
        signal.awaitUntil(this::isSet, Deadline.NEVER);
    }

    /**
     * Waits until it is set, within a time. One who waits may miss a {@link #set} that is taken back at
     * once.
     *
     * @param timeout the longest wait; zero or less does not wait
     * @return whether it is set
     * @throws InterruptedException if interrupted, before or while waiting
     */
    public boolean await(Duration timeout) throws InterruptedException {
        return signal.awaitUntil(this::isSet, Deadline.in(Timeouts.nanos(timeout)));
    }

    @Override
    Watch watch() {
        return signal.watch(this::isSet, WordWatch.NOBODY_DIES);
    }

    /** {@return for example {@code Event[set]}} */
    @Override
    public String toString() {
        return isSet() ? "Event[set]" : "Event[not set]";
    }
}

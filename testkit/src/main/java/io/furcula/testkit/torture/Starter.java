package io.furcula.testkit.torture;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A thread that starts children, one after the other. Another thread watches whether it is stuck. */
final class Starter extends Thread {

    /** After the deadline of a start, or of all else that is done with a child. */
    private static final Duration START_GRACE = Duration.ofMinutes(2);

    private static final Duration WHOLE_GRACE = Duration.ofMinutes(10);

    private final Duration deadline;
    private final Tally tally;
    private final Supplier<@Nullable ChildTask> tasks;
    private volatile @Nullable ChildTask current;
    private volatile boolean starting;
    private volatile boolean shown;
    private volatile long since;

    Starter(Duration deadline, Tally tally, Supplier<@Nullable ChildTask> tasks) {
        this.deadline = deadline;
        this.tally = tally;
        this.tasks = tasks;
    }

    @Override
    public void run() {
        try {
            ChildTask task = tasks.get();
            while (task != null) {
                since = System.nanoTime();
                shown = false;
                starting = true;
                current = task;
                tally.add(task, Attempt.make(task, deadline, () -> starting = false));
                current = null;
                task = tasks.get();
            }
        } catch (InterruptedException | RuntimeException | Error e) {
            tally.fail(getName() + " ends: " + Evidence.trace(e));
            current = null;
        }
    }

    /** {@return the child that it is busy with, or null} */
    @Nullable
    ChildTask current() {
        return current;
    }

    /** {@return whether its child's start takes too long, the first time that it is asked} */
    boolean isToBeShown() {
        boolean slow = current != null && starting && !shown && longerThan(deadline);
        shown |= slow;
        return slow;
    }

    /** {@return whether it will not go on} */
    boolean isStuck() {
        return current != null
                && (longerThan(deadline.plus(WHOLE_GRACE))
                        || (starting && longerThan(deadline.plus(START_GRACE))));
    }

    private boolean longerThan(Duration duration) {
        return System.nanoTime() - since > duration.toNanos();
    }
}

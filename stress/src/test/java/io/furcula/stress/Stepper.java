package io.furcula.stress;

import io.furcula.internal.shared.FaultPoint;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A thread that stops at each of some steps of a protocol, until it is told to go on. */
final class Stepper implements AutoCloseable {

    private static final long LIMIT_SECONDS = 20;

    private final Set<FaultPoint> steps;
    private final BlockingQueue<FaultPoint> reached = new ArrayBlockingQueue<>(1);
    private final Semaphore goOn = new Semaphore(0);
    private final FutureTask<Void> task;
    private final Thread thread;

    private Stepper(Crowd.Work work, FaultPoint... steps) {
        this.steps = EnumSet.copyOf(Arrays.asList(steps));
        this.task = new FutureTask<>(() -> {
            work.run();
            return null;
        });
        this.thread = new Thread(task, "stepper");
        thread.setDaemon(true);
    }

    static Stepper start(Crowd.Work work, FaultPoint... steps) {
        Stepper stepper = new Stepper(work, steps);
        FaultPoint.visit(stepper::visit);
        stepper.thread.start();
        return stepper;
    }

    private void visit(FaultPoint step) {
        if (Thread.currentThread() == thread && steps.contains(step)) {
            reached.add(step);
            goOn.acquireUninterruptibly();
        }
    }

    /** {@return the step that it stops at next} */
    FaultPoint awaitStep() throws InterruptedException {
        FaultPoint step = reached.poll(LIMIT_SECONDS, TimeUnit.SECONDS);
        if (step == null) {
            throw new AssertionError("it is at " + Arrays.toString(thread.getStackTrace()));
        }
        return step;
    }

    /** Lets it go on from where it stops. */
    void goOn() {
        goOn.release();
    }

    /** Lets it go on to its end. */
    void finish() throws Exception {
        goOn();
        task.get(LIMIT_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        FaultPoint.visit(null);
        goOn.release(Integer.MAX_VALUE / 2);
    }
}

package io.furcula.forkengine;

import java.util.List;
import java.util.concurrent.locks.AbstractQueuedLongSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.LockSupport;

/**
 * Takes threads that were left behind out of the queues they wait in: those of locks, semaphores, latches
 * and conditions of {@code java.util.concurrent}. Else the next signal would go to a thread that is not
 * there, and one that is would wait for ever.
 *
 * <p>As in {@link AbstractQueuedSynchronizer}: a waiter that has been cancelled is marked, and skipped or
 * unlinked by the others.
 */
final class WaiterRepair {

    private static final WaiterRepair INTS = new WaiterRepair(AbstractQueuedSynchronizer.class);
    private static final WaiterRepair LONGS =
            new WaiterRepair(AbstractQueuedLongSynchronizer.class);

    /** Node.CANCELLED; a condition's waiter without its flag has been signalled already. */
    private static final int CANCELLED = 0x80000000;

    private static final int SIGNALLED = 0;

    private final Class<?> synchronizer;
    private final Class<?> condition;
    private final HiddenField tail;
    private final HiddenField previous;
    private final HiddenField waiter;
    private final HiddenField status;
    private final HiddenField first;
    private final HiddenField next;
    private final HiddenField owner;

    /** For one of the two synchronizers, which have the same nodes under different names. */
    private WaiterRepair(Class<?> synchronizer) {
        String prefix = synchronizer.getName() + "$";
        String node = type(prefix + "Node");
        String conditionNode = type(prefix + "ConditionNode");
        Class<?> nodes = Jdk.named(prefix + "Node");
        this.synchronizer = synchronizer;
        this.condition = Jdk.named(prefix + "ConditionObject");
        this.tail = HiddenField.of(synchronizer, "tail", node);
        this.previous = HiddenField.of(nodes, "prev", node);
        this.waiter = HiddenField.of(nodes, "waiter", type("java.lang.Thread"));
        this.status = HiddenField.of(nodes, "status", "I");
        this.first = HiddenField.of(condition, "firstWaiter", conditionNode);
        this.next =
                HiddenField.of(Jdk.named(prefix + "ConditionNode"), "nextWaiter", conditionNode);
        this.owner = HiddenField.of(condition, "this$0", type(synchronizer.getName()));
    }

    private static String type(String name) {
        return "L" + name.replace('.', '/') + ";";
    }

    /** In the child, before any other thread of the application runs. */
    static void run(List<HeldThread> held) {
        for (HeldThread h : held) {
            if (h.state() == RestState.AT_REST) {
                Object waitsFor = LockSupport.getBlocker(h.thread());
                if (waitsFor != null) {
                    INTS.leave(waitsFor, h.thread());
                    LONGS.leave(waitsFor, h.thread());
                }
            }
        }
    }

    private void leave(Object waitsFor, Thread thread) {
        if (condition.isInstance(waitsFor)) {
            leaveCondition(waitsFor, thread);
        } else if (synchronizer.isInstance(waitsFor)) {
            leaveQueue(waitsFor, thread);
        }
    }

    private void leaveCondition(Object waitsFor, Thread thread) {
        for (Object node = first.get(waitsFor); node != null; node = next.get(node)) {
            if (waiter.get(node) == thread) {
                status.setInt(node, SIGNALLED);
            }
        }
        // One that has been signalled and has not woken yet waits for the condition's lock.
        Object lock = owner.get(waitsFor);
        if (lock != null) {
            leaveQueue(lock, thread);
        }
    }

    private void leaveQueue(Object waitsFor, Thread thread) {
        boolean found = false;
        for (Object node = tail.get(waitsFor); node != null; node = previous.get(node)) {
            if (waiter.get(node) == thread) {
                waiter.set(node, null);
                status.setInt(node, CANCELLED);
                found = true;
            }
        }
        if (found) {
            Shim.call0(synchronizer, waitsFor, "cleanQueue", "()V", null, null);
        }
    }
}

package io.furcula.forkengine;

import java.util.List;
import java.util.concurrent.locks.AbstractQueuedSynchronizer;
import java.util.concurrent.locks.AbstractQueuedSynchronizer.ConditionObject;
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

    private static final Class<AbstractQueuedSynchronizer> OWNER = AbstractQueuedSynchronizer.class;
    private static final Class<?> NODE = Jdk.named(OWNER.getName() + "$Node");
    private static final Class<?> CONDITION_NODE = Jdk.named(OWNER.getName() + "$ConditionNode");

    private static final HiddenField TAIL = HiddenField.of(OWNER, "tail", type("Node"));
    private static final HiddenField PREVIOUS = HiddenField.of(NODE, "prev", type("Node"));
    private static final HiddenField WAITER = HiddenField.of(NODE, "waiter", "Ljava/lang/Thread;");
    private static final HiddenField STATUS = HiddenField.of(NODE, "status", "I");
    private static final HiddenField FIRST =
            HiddenField.of(ConditionObject.class, "firstWaiter", type("ConditionNode"));
    private static final HiddenField NEXT =
            HiddenField.of(CONDITION_NODE, "nextWaiter", type("ConditionNode"));

    /** Node.CANCELLED; a condition's waiter without its flag has been signalled already. */
    private static final int CANCELLED = 0x80000000;

    private static final int SIGNALLED = 0;

    private WaiterRepair() {}

    private static String type(String node) {
        return "Ljava/util/concurrent/locks/AbstractQueuedSynchronizer$" + node + ";";
    }

    /** In the child, before any other thread of the application runs. */
    static void run(List<HeldThread> held) {
        for (HeldThread h : held) {
            if (h.state() == RestState.AT_REST) {
                Object waitsFor = LockSupport.getBlocker(h.thread());
                if (waitsFor instanceof ConditionObject condition) {
                    leave(condition, h.thread());
                } else if (waitsFor instanceof AbstractQueuedSynchronizer lock) {
                    leave(lock, h.thread());
                }
            }
        }
    }

    private static void leave(ConditionObject condition, Thread thread) {
        for (Object node = FIRST.get(condition); node != null; node = NEXT.get(node)) {
            if (WAITER.get(node) == thread) {
                STATUS.setInt(node, SIGNALLED);
            }
        }
    }

    private static void leave(AbstractQueuedSynchronizer lock, Thread thread) {
        boolean found = false;
        for (Object node = TAIL.get(lock); node != null; node = PREVIOUS.get(node)) {
            if (WAITER.get(node) == thread) {
                WAITER.set(node, null);
                STATUS.setInt(node, CANCELLED);
                found = true;
            }
        }
        if (found) {
            Shim.call0(OWNER, lock, "cleanQueue", "()V", null, null);
        }
    }
}

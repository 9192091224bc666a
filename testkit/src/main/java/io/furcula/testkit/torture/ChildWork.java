package io.furcula.testkit.torture;

import java.time.Duration;
import java.util.List;
import java.util.Random;

/** What a child does: its chores, and, at some point among them, a child of its own. */
final class ChildWork {

    /** A grandchild that hangs is for the first parent to look at: it waits less. */
    private static final int PATIENCE = 4;

    private ChildWork() {}

    /** The target of every child. */
    static void run(ChildTask task) throws Exception {
        requireOwnIdentity();
        Plan plan = task.plan();
        List<Chore> chores = plan.chores();
        Random random = new Random(~task.seed());
        for (int i = 0; i <= chores.size(); i++) {
            if (plan.nests() && i == plan.childBefore()) {
                startChild(task.child());
            }
            if (i < chores.size()) {
                run(chores.get(i), task, random);
            }
        }
        Endings.end(task, plan);
    }

    private static void requireOwnIdentity() {
        long pid = Kernel.pid();
        long known = ProcessHandle.current().pid();
        Work.require(known == pid, "ProcessHandle says " + known + " and the kernel " + pid);
    }

    private static void run(Chore chore, ChildTask task, Random random) {
        try {
            chore.run(task, random);
        } catch (Exception | Error e) {
            throw new IllegalStateException(chore + " failed: " + e, e);
        }
    }

    private static void startChild(ChildTask task) throws InterruptedException {
        Duration deadline = Duration.ofSeconds((long) PATIENCE * task.deadlineSeconds());
        Attempt attempt = Attempt.make(task, deadline, () -> {});
        String problem = attempt.problem();
        if (problem != null) {
            if (task.loud()) {
                System.err.println("In process " + Kernel.pid() + ", " + task + ": " + problem);
            }
            Endings.halt(attempt.refused() ? Endings.CHILD_REFUSED : Endings.CHILD_WRONG);
        }
    }
}

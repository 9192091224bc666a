package io.furcula.testkit;

import io.furcula.Context;
import io.furcula.Process;
import io.furcula.Queue;
import java.util.concurrent.TimeUnit;

/**
 * A JVM that is a parent: starts two children, one of which starts one itself, all of them waiting for
 * ever, prints their process ids, and does what it is told. Arguments: the start method, whether the
 * children are daemons, and {@code wait}, {@code return} or {@code exit}.
 */
public final class ParentRole {

    private ParentRole() {}

    /**
     * Plays the part.
     *
     * @param arguments as above
     * @throws Exception any failure
     */
    public static void main(String[] arguments) throws Exception {
        Context context = Context.of(arguments[0]);
        boolean daemons = Boolean.parseBoolean(arguments[1]);
        Queue<Long> pids = Queue.create();
        context.builder(ParentRole::waitForEver, pids).daemon(daemons).start();
        context.builder(ParentRole::startAndWait, pids).daemon(daemons).start();
        System.out.println("children " + pids.take() + " " + pids.take() + " " + pids.take());
        switch (arguments[2]) {
            case "return" -> {}
            case "exit" -> System.exit(5);
            default -> TimeUnit.DAYS.sleep(1);
        }
    }

    private static void waitForEver(Queue<Long> pids) throws InterruptedException {
        pids.put(ProcessHandle.current().pid());
        TimeUnit.DAYS.sleep(1);
    }

    private static void startAndWait(Queue<Long> pids) throws InterruptedException {
        Process.start(ParentRole::waitForEver, pids);
        waitForEver(pids);
    }
}

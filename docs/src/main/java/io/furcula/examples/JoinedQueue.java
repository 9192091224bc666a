package io.furcula.examples;

import io.furcula.IntValue;
import io.furcula.Process;
import io.furcula.ProcessGroup;
import io.furcula.Queue;
import io.furcula.QueueClosedException;
import io.furcula.Value;
import java.time.Duration;

/** Workers that are told when there is no more to do, and a parent that is told when all is done. */
public final class JoinedQueue {

    private JoinedQueue() {}

    // region join
    public static void main(String[] args) throws InterruptedException {
        IntValue sum = Value.ofInt(0);
        try (Queue<Integer> tasks = Queue.create();
                ProcessGroup workers = Process.startAll(2, i -> work(tasks, sum))) {
            for (int i = 1; i <= 10; i++) {
                tasks.put(i);
            }
            boolean done = tasks.join(Duration.ofSeconds(20));
            System.out.println("all done: " + done + ", the sum is " + sum);
            tasks.shutdown(); // lets the workers end
            workers.requireSuccess();
        }
    }

    private static void work(Queue<Integer> tasks, IntValue sum) throws InterruptedException {
        try {
            while (true) {
                sum.add(tasks.take());
                tasks.taskDone();
            }
        } catch (QueueClosedException e) {
            return; // shut down, and nothing is left
        }
    }
    // endregion
}

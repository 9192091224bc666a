package io.furcula.examples;

import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.Waitable;
import io.furcula.Waiter;
import io.furcula.sync.Event;
import java.time.Duration;
import java.util.List;

/** A parent that waits for its child's end, results and news at once. */
public final class WaitForSeveral {

    private WaitForSeveral() {}

    // region any
    public static void main(String[] args) throws InterruptedException {
        Event halfDone = Event.create();
        try (Queue<Integer> results = Queue.create();
                Process child = Process.start(WaitForSeveral::work, results, halfDone)) {
            List<Waitable> ready = List.of();
            while (!ready.equals(List.of(child))) { // else there is something to take first
                ready = Waiter.any(Duration.ofSeconds(20), child, results, halfDone);
                if (ready.contains(results)) {
                    System.out.println("result: " + results.poll());
                }
                if (ready.contains(halfDone)) {
                    System.out.println("half done");
                    halfDone.clear();
                }
            }
            System.out.println("the child has ended");
        }
    }

    private static void work(Queue<Integer> results, Event halfDone) throws InterruptedException {
        results.put(1);
        halfDone.set();
        results.put(4);
        results.put(9);
    }
    // endregion
}

package io.furcula.examples;

import io.furcula.Process;
import io.furcula.ProcessGroup;
import io.furcula.Queue;
import io.furcula.QueueClosedException;

/** Workers that take from a queue until it is closed. */
public final class WorkersAndAQueue {

    private WorkersAndAQueue() {}

    // region close
    public static void main(String[] args) throws InterruptedException {
        try (Queue<Integer> numbers = Queue.create();
                Queue<Integer> squares = Queue.create();
                ProcessGroup workers = Process.startAll(2, i -> square(numbers, squares))) {
            for (int i = 1; i <= 1000; i++) {
                numbers.put(i);
            }
            int sum = 0;
            for (int i = 1; i <= 1000; i++) {
                sum += squares.take();
            }
            numbers.close(); // by its creator: ends it for all
            workers.requireSuccess();
            System.out.println("the sum of the squares is " + sum);
        }
    }

    private static void square(Queue<Integer> numbers, Queue<Integer> squares)
            throws InterruptedException {
        try {
            while (true) {
                int number = numbers.take();
                squares.put(number * number);
            }
        } catch (QueueClosedException e) {
            System.out.println("a worker ends");
        }
    }
    // endregion
}

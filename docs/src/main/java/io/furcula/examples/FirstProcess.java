package io.furcula.examples;

// region first
import io.furcula.Process;
import io.furcula.Queue;

public final class FirstProcess {
    public static void main(String[] args) throws Exception {
        try (Queue<String> queue = Queue.create();
                Process child = Process.start(q -> q.put("hello from a child"), queue)) {
            child.requireSuccess();
            System.out.println(queue.take());
        }
    }
}
// endregion

package io.furcula.examples;

import io.furcula.Process;
import io.furcula.Queue;

/** Messages by a codec of one's own: to be run with {@code -Dfurcula.codec=readings}. */
public final class Readings {

    private Readings() {}

    // region readings
    public static void main(String[] args) throws InterruptedException {
        try (Queue<Reading> readings = Queue.create();
                Process sensor = Process.start(Readings::measure, readings)) {
            System.out.println(readings.take());
            sensor.requireSuccess();
        }
    }

    private static void measure(Queue<Reading> readings) throws InterruptedException {
        readings.put(new Reading(7, 21.5));
    }
    // endregion
}

package io.furcula.examples;

import io.furcula.ByteMessages;
import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.QueueClosedException;

/** Many small messages, written and read in the queue's own memory. */
public final class FastMessages {

    private static final int SAMPLES = 1_000_000;

    private FastMessages() {}

    // region messages
    public static void main(String[] args) throws InterruptedException {
        try (Queue<byte[]> queue = Queue.builder().capacityBytes(1 << 20).create();
                Process sensor = Process.start(FastMessages::measure, queue)) {
            ByteMessages samples = ByteMessages.of(queue);
            double[] sum = {0};
            int count = 0;
            while (count < SAMPLES) {
                // lent one after the other: up to 1000 of those that are there, without a copy
                count += samples.read(in -> sum[0] += in.getDouble(), 1000);
            }
            sensor.requireSuccess();
            System.out.println(count + " samples, the mean is " + sum[0] / count);
        }
    }

    private static void measure(Queue<byte[]> queue) throws InterruptedException {
        ByteMessages samples = ByteMessages.of(queue);
        try {
            for (int i = 0; i < SAMPLES; i++) {
                int sample = i;
                samples.write(Double.BYTES, out -> out.putDouble(sample));
            }
        } catch (QueueClosedException e) {
            return; // nobody wants more of them
        }
    }
    // endregion
}

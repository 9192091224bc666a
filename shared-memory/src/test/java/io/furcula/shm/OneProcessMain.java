package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.Array;
import io.furcula.LongArray;
import io.furcula.LongValue;
import io.furcula.Queue;
import io.furcula.Value;
import java.io.File;
import java.io.FileOutputStream;
import java.io.ObjectOutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Creates shared objects, starts {@link OtherProcessMain}, and looks at what it did. */
final class OneProcessMain {

    static final int ADDED = 1_000;
    static final int COW_BYTES = 400 * 4096;

    private OneProcessMain() {}

    public static void main(String[] args) throws Exception {
        byte[] data = new byte[COW_BYTES];
        data[5] = 50;
        LongValue counter = Value.ofLong(1);
        LongArray array = Array.ofLongs(10_000);
        CowBytes cow = Cow.of(data);
        CowObject<ArrayList<String>> names = Cow.ofObject(new ArrayList<>(List.of("a")));
        Queue<Object> queue = Queue.create(2);
        cow.set(5, (byte) 51);
        names.get().add("mine");

        File handles = File.createTempFile("furcula-test", ".handles");
        try {
            try (ObjectOutputStream out = new ObjectOutputStream(new FileOutputStream(handles))) {
                out.writeObject(new Object[] {counter, array, cow, names, queue});
            }
            Process other = new ProcessBuilder(ChildJvm.command(
                            OtherProcessMain.class, List.of(args), handles.getPath()))
                    .inheritIO()
                    .start();
            long sum = 0;
            for (int i = 0; i < ADDED; i++) {
                counter.add(1);
                sum += take(queue, other);
            }
            assertThat(sum).isEqualTo((long) ADDED * (ADDED - 1) / 2);
            assertThat(other.waitFor()).isZero();
        } finally {
            handles.delete();
        }
        assertThat(counter.get()).isEqualTo(1 + 2 * ADDED);
        assertThat(array.get(9_999)).isEqualTo(77);
        assertThat(cow.get(0)).as("the other one wrote it").isEqualTo((byte) 0);
        assertThat(cow.get(5)).as("mine").isEqualTo((byte) 51);
        assertThat(names.get()).containsExactly("a", "mine");
        System.out.println("as expected");
    }

    private static int take(Queue<Object> queue, Process other) throws InterruptedException {
        Object message = null;
        while (message == null && other.isAlive()) {
            message = queue.poll(Duration.ofMillis(200));
        }
        assertThat(message).isInstanceOf(Integer.class);
        return (Integer) message;
    }
}

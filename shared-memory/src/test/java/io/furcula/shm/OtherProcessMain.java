package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;

import io.furcula.LongArray;
import io.furcula.LongValue;
import io.furcula.Queue;
import java.io.FileInputStream;
import java.io.ObjectInputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** Attaches what {@link OneProcessMain} created, and writes to it. Argument: the handles' file. */
final class OtherProcessMain {

    private static final int PAGE_KIB = 4;
    private static final int WRITTEN_PAGES = 7;

    private OtherProcessMain() {}

    @SuppressWarnings("unchecked")
    public static void main(String[] args) throws Exception {
        Object[] handles;
        try (ObjectInputStream in = new ObjectInputStream(new FileInputStream(args[0]))) {
            handles = (Object[]) in.readObject();
        }
        LongValue counter = (LongValue) handles[0];
        LongArray array = (LongArray) handles[1];
        CowBytes cow = (CowBytes) handles[2];
        CowObject<ArrayList<String>> names = (CowObject<ArrayList<String>>) handles[3];
        Queue<Object> queue = (Queue<Object>) handles[4];

        for (int i = 0; i < OneProcessMain.ADDED; i++) {
            counter.add(1);
            queue.offer(i, Await.DEADLINE);
        }
        array.set(9_999, 77);

        assertThat(cow.get(5)).as("as it was made").isEqualTo((byte) 50);
        assertThat(names.get()).containsExactly("a");
        names.get().add("theirs");
        writeToCopy(cow);
    }

    private static void writeToCopy(CowBytes cow) throws Exception {
        int sum = 0;
        for (byte b : cow.toArray()) {
            sum += b;
        }
        assertThat(sum).isEqualTo(50);
        long anonymous = kib("Anonymous:");
        long privateDirty = kib("Private_Dirty:");
        for (int i = 0; i < WRITTEN_PAGES; i++) {
            cow.set(10 * i * PAGE_KIB * 1024, (byte) 1);
        }
        assertThat(anonymous).as("pages of its own before it writes").isZero();
        assertThat(kib("Anonymous:")).isEqualTo(WRITTEN_PAGES * PAGE_KIB);
        assertThat(kib("Private_Dirty:") - privateDirty)
                .isLessThanOrEqualTo(2 * WRITTEN_PAGES * PAGE_KIB);
    }

    /** {@return a sum over all private mappings of images, from proc(5)'s smaps} */
    private static long kib(String label) throws Exception {
        long sum = 0;
        boolean ours = false;
        for (String line : Files.readAllLines(Path.of("/proc/self/smaps"))) {
            String[] words = line.strip().split("\\s+");
            if (words[0].contains("-")) {
                ours = words[1].equals("rw-p") && line.contains("furcula-");
            } else if (ours && words[0].equals(label)) {
                sum += Long.parseLong(words[1]);
            }
        }
        return sum;
    }
}

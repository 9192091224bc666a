package io.furcula.shm;

import io.furcula.Array;
import io.furcula.LongArray;
import io.furcula.LongValue;
import io.furcula.Named;
import io.furcula.Queue;
import io.furcula.SharedMemoryFullException;
import io.furcula.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * Fills a small file system with each kind of object, goes on using what there was, and makes room
 * again. Argument: the folder.
 */
final class FillWithObjectsMain {

    private static final int MESSAGE_BYTES = 60_000;
    private static final int PAGE_BYTES = 4096;

    private static Path folder = Path.of("");

    private FillWithObjectsMain() {}

    public static void main(String[] args) throws Exception {
        folder = Path.of(args[0]);
        queue(Queue.create());
        arrays();
        copyOnWrite();
        named();
        values();
        System.out.println("all is well");
    }

    private static void check(boolean good, String otherwise) {
        if (!good) {
            throw new AssertionError(otherwise);
        }
    }

    private static void explain(String what, SharedMemoryFullException e) {
        check(e.freeBytes() >= 0, "free=" + e.freeBytes());
        check(e.freeBytes() < e.askedBytes(), "asked=" + e.askedBytes() + " free=" + e.freeBytes());
        check(
                e.getMessage()
                        .startsWith("No room for " + e.askedBytes() + " bytes of shared memory in "
                                + folder),
                e.getMessage());
        check(
                e.getMessage().contains(": " + e.freeBytes() + " bytes are free.   [FUR-301]"),
                e.getMessage());
        System.out.println(what + ": full");
    }

    /** Creates until nothing fits any more. */
    private static <T> List<T> fill(String what, IntFunction<T> create) {
        List<T> created = new ArrayList<>();
        try {
            while (true) {
                created.add(create.apply(created.size()));
            }
        } catch (SharedMemoryFullException e) {
            explain(what, e);
        }
        check(!created.isEmpty(), "not one " + what + " fitted");
        return created;
    }

    private static byte[] message(int number) {
        byte[] bytes = new byte[MESSAGE_BYTES];
        Arrays.fill(bytes, (byte) number);
        return bytes;
    }

    private static int putUntilFull(Queue<byte[]> queue) throws InterruptedException {
        int put = 0;
        try {
            while (true) {
                queue.put(message(put));
                put++;
            }
        } catch (SharedMemoryFullException e) {
            explain("queue", e);
        }
        return put;
    }

    private static void take(Queue<byte[]> queue, int from, int to) throws InterruptedException {
        for (int i = from; i < to; i++) {
            byte[] taken = queue.take();
            check(Arrays.equals(taken, message(i)), "message " + i + " is damaged");
        }
    }

    /** A queue grows as messages are put. One that did not fit leaves it as it was. */
    private static void queue(Queue<byte[]> queue) throws Exception {
        int put = putUntilFull(queue);
        check(queue.size() == put, "size=" + queue.size() + " after " + put + " puts");
        check(put > 110, "only " + put + " messages fitted, of 139 at best");
        checkThatThereIsMemoryBehindEveryByte();
        putUntilFullAgain(queue, put);
        take(queue, 0, put);
        check(queue.isEmpty(), "size=" + queue.size());
        for (int round = 0;
                round < 3;
                round++) { // in the memory that it has, which is all there is
            for (int i = 0; i < put / 2; i++) {
                queue.put(message(i));
            }
            take(queue, 0, put / 2);
        }
        queue.close();
    }

    private static void putUntilFullAgain(Queue<byte[]> queue, int size)
            throws InterruptedException {
        for (int i = 0; i < 3; i++) {
            check(putUntilFull(queue) == 0, "it was not full");
        }
        check(queue.size() == size, "size=" + queue.size() + ", was " + size);
    }

    private static void arrays() throws Exception {
        List<LongArray> arrays = fill("array", i -> filled(Array.ofLongs(100_000), i));
        checkThatThereIsMemoryBehindEveryByte();
        for (int i = 0; i < arrays.size(); i++) {
            int number = i;
            check(arrays.get(i).stream().allMatch(e -> e == number), "array " + i + " is damaged");
        }
        arrays.remove(0).close();
        arrays.add(filled(Array.ofLongs(100_000), 77)); // there is room again
        arrays.forEach(LongArray::close);
    }

    private static LongArray filled(LongArray array, long element) {
        array.fill(element);
        return array;
    }

    private static void copyOnWrite() throws Exception {
        List<CowBytes> images = fill("image", i -> Cow.of(new byte[1_000_000]));
        checkThatThereIsMemoryBehindEveryByte();
        for (int i = 0; i < images.size(); i++) {
            for (int at = 0; at < images.get(i).length(); at += PAGE_BYTES) {
                images.get(i).set(at, (byte) (i + 1)); // a page of this process's own
            }
        }
        for (int i = 0; i < images.size(); i++) {
            check(images.get(i).get(PAGE_BYTES) == i + 1, "image " + i + " is damaged");
            check(images.get(i).get(1) == 0, "image " + i + " is damaged");
        }
        images.remove(0).close();
        Cow.of(new byte[1_000_000]).close(); // there is room again
        images.forEach(CowBytes::close);
    }

    private static void named() throws Exception {
        try (Named group = Named.open("app")) {
            queue(group.queue("queue"));
        }
        try (Named group = Named.open("app")) {
            List<LongArray> arrays =
                    fill("named array", i -> filled(group.longArray("array-" + i, 100_000), i));
            checkThatThereIsMemoryBehindEveryByte();
            check(
                    group.longValue("value", 3).get() == 3,
                    "what is small fits into what large ones have left");
            for (int i = 0; i < arrays.size(); i++) {
                check(arrays.get(i).get(99_999) == i, "array " + i + " is damaged");
            }
        }
        check(named("furcula-named-").size() == 1, "the folder of names is gone");
    }

    private static void values() throws Exception {
        List<LongValue> values = fill("value", Value::ofLong);
        checkThatThereIsMemoryBehindEveryByte();
        for (int i = 0; i < values.size(); i++) {
            check(values.get(i).addAndGet(1) == i + 1, "value " + i + " is damaged");
        }
        values.get(5).close();
        check(Value.ofLong(7).get() == 7, "no value where one was");
    }

    private static List<Path> named(String prefix) throws IOException {
        try (Stream<Path> found = Files.list(folder)) {
            return found.filter(f -> f.getFileName().toString().startsWith(prefix))
                    .toList();
        }
    }

    /** A hole in a file is a fault as soon as somebody writes there. */
    private static void checkThatThereIsMemoryBehindEveryByte() throws Exception {
        String command = "find \"$0\" -type f -size +0 -exec stat -c '%s %b %B' {} +";
        Process stat = new ProcessBuilder("sh", "-c", command, folder.toString())
                .redirectErrorStream(true)
                .start();
        List<String> lines = new String(
                        stat.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
                .lines()
                .toList();
        check(stat.waitFor() == 0 && !lines.isEmpty(), "no files: " + lines);
        for (String line : lines) {
            String[] numbers = line.split(" ");
            long bytes = Long.parseLong(numbers[0]);
            long allocated = Long.parseLong(numbers[1]) * Long.parseLong(numbers[2]);
            check(allocated >= bytes, "a file of " + bytes + " bytes has only " + allocated);
        }
    }
}

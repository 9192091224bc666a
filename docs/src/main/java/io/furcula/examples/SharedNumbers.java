package io.furcula.examples;

import io.furcula.Array;
import io.furcula.DoubleArray;
import io.furcula.LongArray;
import io.furcula.LongValue;
import io.furcula.Process;
import io.furcula.ProcessGroup;
import io.furcula.Value;
import java.util.Arrays;

/** Shared arrays, and several processes at once. */
public final class SharedNumbers {

    private SharedNumbers() {}

    public static void main(String[] args) throws InterruptedException {
        array();
        group();
    }

    private static void array() throws InterruptedException {
        // region array
        LongArray numbers = Array.of(1L, 2L, 3L);
        try (Process child = Process.start(SharedNumbers::negate, numbers)) {
            child.requireSuccess();
        }
        System.out.println(Arrays.toString(numbers.toArray()));
        // endregion
    }

    private static void negate(LongArray numbers) {
        for (int i = 0; i < numbers.length(); i++) {
            numbers.set(i, -numbers.get(i));
        }
    }

    private static void group() throws InterruptedException {
        // region start-all
        DoubleArray roots = Array.ofDoubles(4);
        LongValue started = Value.ofLong(0);
        try (ProcessGroup group = Process.startAll(4, i -> {
            roots.set(i, Math.sqrt(i * i));
            started.add(1); // atomic: Python's "counter.value += 1" is not
        })) {
            group.requireSuccess();
        }
        System.out.println(started + " processes: " + Arrays.toString(roots.toArray()));
        // endregion
    }
}

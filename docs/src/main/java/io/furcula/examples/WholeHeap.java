package io.furcula.examples;

import io.furcula.Context;
import io.furcula.Process;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A forked child has the whole heap, also what could never be serialised. */
public final class WholeHeap {

    private WholeHeap() {}

    // region index
    /** Where each word is. Not serialisable. */
    private static final class Index {
        private final Map<String, List<Integer>> lines = new HashMap<>();
        private int count;

        void add(String line) {
            count++;
            for (String word : line.split(" ")) {
                lines.computeIfAbsent(word, w -> new ArrayList<>()).add(count);
            }
        }

        List<Integer> find(String word) {
            return lines.getOrDefault(word, List.of());
        }
    }
    // endregion

    // region heap
    public static void main(String[] args) throws Exception {
        Index index = new Index();
        index.add("the quick brown fox");
        index.add("jumps over the lazy dog");
        ExecutorService pool = Executors.newFixedThreadPool(1);
        pool.submit(() -> index.find("fox")).get(); // from here on it has an idle worker

        try (Process child = Context.of("fork")
                .process(() -> {
                    index.add("the end"); // in the child's copy
                    List<Integer> found = pool.submit(() -> index.find("the")).get();
                    System.out.println("the child finds it in lines " + found);
                })
                .start()) {
            child.requireSuccess();
        }
        System.out.println("the parent finds it in lines " + index.find("the"));
        pool.shutdown();
    }
    // endregion
}

package io.furcula.examples;

import io.furcula.Context;
import io.furcula.Process;
import io.furcula.forkserver.ForkServer;
import io.furcula.forkserver.Preload;
import io.furcula.forkserver.PreloadReport;
import java.util.List;

/** Children that begin with what the server they are copies of has loaded. */
public final class PreloadExample {

    private PreloadExample() {}

    // region preload
    /** Every child needs it, and it takes a while to make, or so we pretend. */
    private static List<String> dictionary = List.of();

    private static void load() {
        dictionary = List.of("apple", "pear", "plum");
    }

    public static void main(String[] args) throws InterruptedException {
        PreloadReport report = ForkServer.preload(
                Preload.builder().initialiser(PreloadExample::load).build());
        System.out.println("problems: " + report.problems());
        try (Process child = Context.of("forkserver")
                .process(() -> System.out.println("the child has " + dictionary))
                .start()) {
            child.requireSuccess();
        }
        System.out.println("the parent has " + dictionary);
    }
    // endregion
}

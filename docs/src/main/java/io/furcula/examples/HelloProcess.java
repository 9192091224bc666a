package io.furcula.examples;

import io.furcula.Process;

/** A child that prints. */
public final class HelloProcess {

    private HelloProcess() {}

    public static void main(String[] args) throws InterruptedException {
        // region hello
        try (Process child = Process.start(
                () -> System.out.println("hello from " + Process.current().name()))) {
            child.join();
        }
        // endregion
    }
}

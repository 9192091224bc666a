package io.furcula.examples;

import io.furcula.Process;

/** A static initialiser that starts a process: refused in the child. */
public final class StartInAnInitialiser {

    private StartInAnInitialiser() {}

    public static void main(String[] args) throws InterruptedException {
        System.out.println(Report.CHILD.join());
    }

    // region initialiser
    private static final class Report {
        static final Process CHILD = Process.start(() -> Report.write()); // do not do this

        static void write() {
            System.out.println("report written");
        }
    }
    // endregion
}

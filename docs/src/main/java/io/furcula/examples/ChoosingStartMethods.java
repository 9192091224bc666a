package io.furcula.examples;

import io.furcula.Context;
import io.furcula.Process;
import io.furcula.Queue;
import io.furcula.StartMethods;

/** Which start methods there are, and how one is chosen. */
public final class ChoosingStartMethods {

    private ChoosingStartMethods() {}

    public static void main(String[] args) throws InterruptedException {
        list();
        set();
        System.out.println(greeting(Context.of("threading")));
        context();
    }

    private static void list() {
        // region list
        for (StartMethods.Entry method : StartMethods.all()) { // the default first
            System.out.println(method.id() + ": " + method.availability().reason());
        }
        // endregion
    }

    private static void set() {
        // region set
        StartMethods.set("spawn"); // once, in main, before the first process
        try {
            StartMethods.set("threading");
        } catch (IllegalStateException e) {
            System.out.println(e.getMessage());
        }
        StartMethods.set("threading", StartMethods.FORCE);
        System.out.println("now: " + StartMethods.get());
        // endregion
    }

    // region library
    /** A library takes a context, and leaves the global start method to the program. */
    static String greeting(Context context) throws InterruptedException {
        try (Queue<String> answers = Queue.create();
                Process child = context.process(q -> q.put("hello"), answers).start()) {
            child.requireSuccess();
            return answers.take();
        }
    }
    // endregion

    private static void context() throws InterruptedException {
        // region context
        Context spawn = Context.of("spawn"); // whatever the global one is
        System.out.println(greeting(spawn));
        // endregion
    }
}

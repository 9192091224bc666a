package io.furcula.examples;

import io.furcula.Context;
import io.furcula.NotTransferableException;
import io.furcula.Process;
import io.furcula.Queue;

/** What is refused, at the line that sends it. */
public final class WhatCannotBeSent {

    private WhatCannotBeSent() {}

    public static void main(String[] args) throws InterruptedException {
        argument();
        message();
    }

    private static void argument() {
        // region argument
        Thread helper = new Thread(() -> {});
        Process child = Context.of("spawn").process(() -> helper.start());
        try {
            child.start();
        } catch (NotTransferableException e) {
            System.out.println(e.getMessage());
        }
        // endregion
    }

    private static void message() throws InterruptedException {
        // region message
        try (Queue<Object> queue = Queue.create()) {
            queue.put(new Object());
        } catch (NotTransferableException e) {
            System.out.println(e.getMessage());
        }
        // endregion
    }
}

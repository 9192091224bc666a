package io.furcula.examples;

import io.furcula.Process;

// region subclass
/** A process as a class of its own: its fields travel with it. */
public final class Greeter extends Process {
    private static final long serialVersionUID = 1;

    private final String who;

    Greeter(String who) {
        this.who = who;
    }

    @Override
    public void run() {
        System.out.println("hello " + who + " from " + name());
    }

    public static void main(String[] args) throws InterruptedException {
        try (Process child = new Greeter("Ada").start()) {
            child.requireSuccess();
        }
    }
}
// endregion

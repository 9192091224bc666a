package io.furcula.examples;

import io.furcula.Process;

/** A child that has a child. */
public final class NestedChildren {

    private NestedChildren() {}

    // region nested
    public static void main(String[] args) throws InterruptedException {
        System.out.println(Process.current().name());
        try (Process child = Process.start(NestedChildren::parentAndChild)) {
            child.requireSuccess();
        }
    }

    private static void parentAndChild() throws InterruptedException {
        System.out.println(Process.current().name());
        try (Process grandchild = Process.start(NestedChildren::sayWho)) {
            grandchild.requireSuccess();
        }
    }

    private static void sayWho() {
        String parent = Process.parent().orElseThrow().name();
        System.out.println(Process.current().name() + ", a child of " + parent);
    }
    // endregion
}

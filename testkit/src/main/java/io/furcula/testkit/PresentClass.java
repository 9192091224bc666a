package io.furcula.testkit;

import java.io.Serializable;

/** Becomes {@code MissingClass} in a loader that nobody else has; the names are of one length. */
final class PresentClass implements Serializable {

    private static final long serialVersionUID = 1;

    private final int number;

    PresentClass(int number) {
        this.number = number;
    }

    @Override
    public String toString() {
        return "number " + number;
    }
}

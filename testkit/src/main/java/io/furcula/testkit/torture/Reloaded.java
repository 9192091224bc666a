package io.furcula.testkit.torture;

import java.util.function.IntUnaryOperator;

/** Loaded again and again, each time by another class loader: {@link Work#loadClasses}. */
final class Reloaded implements IntUnaryOperator {

    static final int ADDED = 3;

    /** By reflection. */
    Reloaded() {}

    @Override
    public int applyAsInt(int x) {
        IntUnaryOperator lambda = y -> y + x; // a class of its own for each loader
        return lambda.applyAsInt(ADDED);
    }
}

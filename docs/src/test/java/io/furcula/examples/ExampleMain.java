package io.furcula.examples;

import io.furcula.StartMethods;

/** Runs an example in a JVM of its own. Arguments: the start method, and the example's class. */
final class ExampleMain {

    private ExampleMain() {}

    public static void main(String[] arguments) throws Exception {
        StartMethods.set(arguments[0]);
        Class<?> example = Class.forName(arguments[1]);
        example.getMethod("main", String[].class).invoke(null, (Object) new String[0]);
    }
}

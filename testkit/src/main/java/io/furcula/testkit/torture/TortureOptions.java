package io.furcula.testkit.torture;

import io.furcula.StartMethods;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * What was asked for.
 *
 * @param method the start method's name, or {@code kill}
 * @param by the start method of what is killed, or nothing for the default
 * @param duration how long to start children
 * @param forks how many children to start at most, those of children not counted
 * @param seed decides what every child does
 * @param threads how many threads disturb
 * @param depth how many generations there are at most
 * @param parallel how many children run at a time, those of children not counted
 * @param deadline how long a child may take from its start to its end
 */
record TortureOptions(
        String method,
        String by,
        Duration duration,
        long forks,
        long seed,
        int threads,
        int depth,
        int parallel,
        Duration deadline) {

    static final String HELP = """
            usage: testkit/torture METHOD --seconds N [options] [-- JVM options]
                   testkit/torture kill --seconds N [--by METHOD] [--seed S] [-- JVM options]

            Starts children by a start method, such as fork or spawn, beside threads that disturb, and
            checks how each of them ends. Or kills processes while they use locks, conditions, semaphores,
            barriers and a queue together, and checks that nobody else waits, and that nothing is lost.
            The last line is "N passed, N failed".

              --seconds N    start children for N seconds; not needed if there is --forks
              --forks N      start, or kill, N children at most
              --by METHOD    how those are started that are to be killed (the default start method)
              --seed S       decides what every child does; by default another one each time
              --threads N    how many threads disturb (12)
              --depth N      children may have children, N generations in all at most (3)
              --parallel N   how many children run at a time (2)
              --deadline N   a child that has not ended N seconds after its start hangs (15)
              -- ...         for the JVM, for example -- -XX:+UseParallelGC
            """;

    /** Instead of a start method's name. */
    static final String KILL = "kill";

    private static final String SEE_HELP = "; see testkit/torture --help";
    private static final int LONGEST_SECONDS = 10_000_000;

    boolean kills() {
        return method.equals(KILL);
    }

    /** {@return how processes are started} */
    String startMethod() {
        if (!kills()) {
            return method;
        }
        return by.isEmpty() ? StartMethods.get() : by;
    }

    /** {@return what the arguments ask for, or null if it is help} */
    static @Nullable TortureOptions parse(String... arguments) {
        if (List.of(arguments).contains("--help") || List.of(arguments).contains("-h")) {
            return null;
        }
        Deque<String> rest = new ArrayDeque<>(List.of(arguments));
        String method = null;
        String by = "";
        long seconds = 0;
        long forks = 0;
        long seed = ThreadLocalRandom.current().nextInt(1_000_000);
        int threads = 12;
        int depth = 3;
        int parallel = 2;
        long deadline = 15;
        while (!rest.isEmpty()) {
            String argument = rest.pop();
            switch (argument) {
                case "--by" -> by = Objects.requireNonNullElse(rest.poll(), "");
                case "--seconds" -> seconds = number(argument, rest, 1, LONGEST_SECONDS);
                case "--forks" -> forks = number(argument, rest, 1, Long.MAX_VALUE);
                case "--seed" -> seed = number(argument, rest, Long.MIN_VALUE, Long.MAX_VALUE);
                case "--threads" -> threads = (int) number(argument, rest, 0, 1000);
                case "--depth" -> depth = (int) number(argument, rest, 1, 8);
                case "--parallel" -> parallel = (int) number(argument, rest, 1, 64);
                case "--deadline" -> deadline = number(argument, rest, 1, 3600);
                default -> {
                    if (argument.startsWith("-")) {
                        throw new IllegalArgumentException("unknown option " + argument + SEE_HELP);
                    } else if (method != null) {
                        throw new IllegalArgumentException("two start methods, " + method + " and "
                                + argument + ": one at a time" + SEE_HELP);
                    }
                    method = argument;
                }
            }
        }
        if (method == null) {
            throw new IllegalArgumentException("which start method, for example fork?" + SEE_HELP);
        } else if (seconds == 0 && forks == 0) {
            throw new IllegalArgumentException(
                    "for how long? --seconds N, or --forks N" + SEE_HELP);
        }
        return new TortureOptions(
                method,
                by,
                Duration.ofSeconds(seconds == 0 ? LONGEST_SECONDS : seconds),
                forks == 0 ? Long.MAX_VALUE : forks,
                seed,
                threads,
                depth,
                parallel,
                Duration.ofSeconds(deadline));
    }

    private static long number(String option, Deque<String> rest, long least, long most) {
        String text = rest.poll();
        if (text == null) {
            throw new IllegalArgumentException(option + " needs a number behind it" + SEE_HELP);
        }
        long number;
        try {
            number = Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(
                    option + " " + text + " is not a number" + SEE_HELP, e);
        }
        if (number < least || number > most) {
            throw new IllegalArgumentException(
                    option + " " + text + " is not from " + least + " to " + most + SEE_HELP);
        }
        return number;
    }
}

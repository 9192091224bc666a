package io.furcula;

import java.util.Optional;

/**
 * How a process ended.
 *
 * @param code the exit code, 0 to 255; for a process that a signal ended, 128 plus its number, as a
 *     shell shows it
 * @param signalNumber the signal that ended it, or 0
 */
public record ExitStatus(int code, int signalNumber) {

    /** The status of a target that returned. */
    public static final ExitStatus SUCCESS = new ExitStatus(0, 0);

    /** The status of a target that threw. */
    public static final ExitStatus UNCAUGHT_EXCEPTION = new ExitStatus(1, 0);

    private static final int SIGNAL_BASE = 128;

    /*
     * Names of the signals whose numbers Linux and macOS share on every architecture, and SIGBUS,
     * SIGUSR1, SIGUSR2 and SIGCHLD, whose numbers are Linux's.
     */
    private static final String[] SIGNALS = {
        "",
        "SIGHUP",
        "SIGINT",
        "SIGQUIT",
        "SIGILL",
        "SIGTRAP",
        "SIGABRT",
        "SIGBUS",
        "SIGFPE",
        "SIGKILL",
        "SIGUSR1",
        "SIGSEGV",
        "SIGUSR2",
        "SIGPIPE",
        "SIGALRM",
        "SIGTERM",
        "SIGSTKFLT",
        "SIGCHLD"
    };

    /**
     * {@return the status of a process that a signal ended}
     *
     * @param number the signal's number, at least 1
     */
    public static ExitStatus killedBy(int number) {
        if (number < 1) {
            throw new IllegalArgumentException("signal " + number + " is not a signal");
        }
        return new ExitStatus(SIGNAL_BASE + number, number);
    }

    /** {@return whether it ended with code 0} */
    public boolean isSuccess() {
        return code == 0 && signalNumber == 0;
    }

    /** {@return the name of the signal that ended it, for example {@code SIGKILL}} */
    public Optional<String> signal() {
        if (signalNumber == 0) {
            return Optional.empty();
        }
        return Optional.of(
                signalNumber < SIGNALS.length ? SIGNALS[signalNumber] : "signal " + signalNumber);
    }

    /** {@return for example {@code exit code 3} or {@code SIGKILL, exit code 137}} */
    @Override
    public String toString() {
        return signal().map(s -> s + ", ").orElse("") + "exit code " + code;
    }
}

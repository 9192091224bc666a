package io.furcula.testkit.torture;

import io.furcula.ExitStatus;

/** A way for a child to end. */
enum Ending {
    RETURN(5),
    THROW(2),
    EXIT(2),
    HALT(2),
    KILL_ITSELF(1),
    KILLED_BY_PARENT(1);

    private static final int SIGKILL = 9;

    /** How often it is to be, beside the others. */
    final int weight;

    Ending(int weight) {
        this.weight = weight;
    }

    /**
     * {@return the status of a child that has ended like this}
     *
     * @param code what it gave to exit or halt
     */
    ExitStatus status(int code) {
        return switch (this) {
            case RETURN -> ExitStatus.SUCCESS;
            case THROW -> ExitStatus.UNCAUGHT_EXCEPTION;
            case EXIT, HALT -> new ExitStatus(code, 0);
            case KILL_ITSELF, KILLED_BY_PARENT -> ExitStatus.killedBy(SIGKILL);
        };
    }
}

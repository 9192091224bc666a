package io.furcula.internal.named;

import java.util.Arrays;

/** What can have a name. Its code is in the segment's header, with the parameter. */
public enum NamedKind {
    LOCK(1, "a lock"),
    REENTRANT_LOCK(2, "a reentrant lock"),
    READ_WRITE_LOCK(3, "a read-write lock"),
    SEMAPHORE(4, "a semaphore", "permits"),
    BOUNDED_SEMAPHORE(5, "a bounded semaphore", "bound"),
    EVENT(6, "an event"),
    COUNT_DOWN_LATCH(7, "a count-down latch", "count"),
    BARRIER(8, "a barrier", "parties"),
    BOOLEAN_VALUE(9, "a boolean value"),
    INT_VALUE(10, "an int value"),
    LONG_VALUE(11, "a long value"),
    DOUBLE_VALUE(12, "a double value"),
    BYTE_ARRAY(13, "a byte array", "length"),
    INT_ARRAY(14, "an int array", "length"),
    LONG_ARRAY(15, "a long array", "length"),
    DOUBLE_ARRAY(16, "a double array", "length"),
    QUEUE(17, "a queue", "capacity"),
    FLOAT_ARRAY(18, "a float array", "length"),
    SHORT_ARRAY(19, "a short array", "length"),
    MEMORY(20, "shared memory", "size");

    /** The parameter of a queue that may grow. */
    public static final long UNBOUNDED = Long.MAX_VALUE;

    private final int code;
    private final String label;

    /** What its parameter is called; empty if it has none. */
    private final String parameterLabel;

    NamedKind(int code, String label) {
        this(code, label, "");
    }

    NamedKind(int code, String label, String parameterLabel) {
        this.code = code;
        this.label = label;
        this.parameterLabel = parameterLabel;
    }

    int code() {
        return code;
    }

    private String describe(long parameter) {
        if (parameterLabel.isEmpty()) {
            return label;
        }
        return label
                + (parameter == UNBOUNDED
                        ? " without a bound"
                        : " with " + parameterLabel + "=" + parameter);
    }

    static String describe(int code, long parameter) {
        return Arrays.stream(values())
                .filter(kind -> kind.code == code)
                .findFirst()
                .map(kind -> kind.describe(parameter))
                .orElse("something of unknown kind " + code);
    }
}

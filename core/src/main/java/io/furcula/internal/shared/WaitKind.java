package io.furcula.internal.shared;

import java.util.Arrays;

/** What a thread can wait for, and what it takes to end that wait. */
public enum WaitKind {
    LOCK(1, "a Lock", EndedBy.ALL),
    READ_LOCK(2, "the read lock of a ReadWriteLock", EndedBy.ALL),
    WRITE_LOCK(3, "the write lock of a ReadWriteLock", EndedBy.ALL),
    INNER_LOCK(4, "the lock inside of a shared object", EndedBy.ANYONE),
    PROCESS_END(5, "the end of", EndedBy.ALL),
    BOUNDED_SEMAPHORE(6, "permits of a BoundedSemaphore", EndedBy.ANY),
    QUEUE_TAKE(7, "a message in a Queue", EndedBy.ANY),
    QUEUE_PUT(8, "room in a Queue", EndedBy.ANY),
    SEMAPHORE(9, "permits of a Semaphore", EndedBy.ANYONE),
    EVENT(10, "an Event", EndedBy.ANYONE),
    COUNT_DOWN_LATCH(11, "a CountDownLatch", EndedBy.ANYONE),
    BARRIER(12, "a Barrier", EndedBy.ANYONE),
    CONDITION(13, "a Condition", EndedBy.ANYONE),
    SIGNAL(14, "a signal of a shared object", EndedBy.ANYONE),
    SEVERAL(15, "one of", EndedBy.ANYONE);

    /** Who must do something, so that the wait can end. */
    enum EndedBy {
        /** All that hold what is waited for: it lasts as long as one of them cannot go on. */
        ALL,
        /** Any thread of the processes that have it: it lasts as long as none of them can go on. */
        ANY,
        /**
         * Not known, or, of an inner lock, one who has it for a moment, perhaps within a wait of its own: part of
         * no deadlock.
         */
        ANYONE
    }

    private static final WaitKind[] ALL = values();

    private final int code;
    private final String text;
    private final EndedBy endedBy;

    WaitKind(int code, String text, EndedBy endedBy) {
        this.code = code;
        this.text = text;
        this.endedBy = endedBy;
    }

    String text() {
        return text;
    }

    EndedBy endedBy() {
        return endedBy;
    }

    boolean isQueue() {
        return this == QUEUE_TAKE || this == QUEUE_PUT;
    }

    /** {@return what stands for it in shared memory} */
    int code() {
        return code;
    }

    /** {@return the kind with a code} One that this version does not know is a signal. */
    static WaitKind of(int code) {
        return Arrays.stream(ALL).filter(kind -> kind.code == code).findFirst().orElse(SIGNAL);
    }
}

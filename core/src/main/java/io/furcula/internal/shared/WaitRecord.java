package io.furcula.internal.shared;

import java.util.List;

/**
 * One wait of one thread, as it was read from the {@link WaitTable}.
 *
 * @param waiter who waits
 * @param number which wait it is
 * @param kind what it waits for
 * @param flags {@link WaitTable#LIMITED}, {@link WaitTable#RUNS_TARGET}
 * @param idHigh of the segment that it is about, or 0
 * @param idLow of the segment that it is about, or 0
 * @param place the offset in it; for the end of a process, that one's identity
 * @param sinceMs when it began, or somewhat later: since 1970
 * @param identity which process of the tree it is part of
 * @param answered the looks that what follows answers, or 0
 * @param heldBy how many hold what it waits for
 * @param holders those of them that are known
 * @param others how many other threads of its process could act
 * @param sum of the numbers of the waits that are not counted there
 * @param text its process's name, its thread's name, what it waits for, its stack: a line each
 */
@SuppressWarnings("ArrayRecordComponent") // compared by its number
public record WaitRecord(
        long waiter,
        long number,
        WaitKind kind,
        int flags,
        long idHigh,
        long idLow,
        long place,
        long sinceMs,
        long identity,
        long answered,
        int heldBy,
        long[] holders,
        int others,
        long sum,
        String text) {

    private static final int STACK_LINE = 3;

    boolean runsTarget() {
        return (flags & WaitTable.RUNS_TARGET) != 0;
    }

    boolean knowsAllHolders() {
        return heldBy == holders.length;
    }

    /** {@return whether it waits for a limited time} */
    public boolean isLimited() {
        return (flags & WaitTable.LIMITED) != 0;
    }

    /** {@return the waiter's process, by name} */
    public String processName() {
        return line(0);
    }

    /** {@return the waiter's thread, by name} */
    public String threadName() {
        return line(1);
    }

    /** {@return what it waits for} */
    public String what() {
        return line(2);
    }

    /** {@return where it waits, the innermost frame first} */
    public List<String> stack() {
        return text.lines().skip(STACK_LINE).toList();
    }

    private String line(int index) {
        return text.lines().skip(index).findFirst().orElse("");
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WaitRecord record && record.number == number;
    }

    @Override
    public int hashCode() {
        return Long.hashCode(number);
    }
}

package io.furcula.internal.shared;

import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which threads of a tree of processes wait, and for what. The first process of the tree makes it, and its
 * children are told where it is. A wait is entered once it has lasted for a while.
 *
 * <pre>
 *  offset  bytes  field     written by    ordering
 *       0      8  LOOKS     who looks     atomic add; how often somebody has asked all that wait
 *       8      8  NUMBERS   who waits     atomic add; the last NUMBER
 *    2048      -  waits     who waits     255 of 2048 bytes each
 *
 *  a wait:
 *      +0      8  WAITER    who waits     compare-and-set; an OwnerWord, 0 = free
 *      +8      8  NUMBER    WAITER        volatile, last; that of no other wait; 0 = the rest is not valid
 *     +16      4  KIND      WAITER        plain, before NUMBER; the code of a WaitKind
 *     +20      4  FLAGS     WAITER        plain, before NUMBER; 1 = for a limited time, 2 = by the thread
 *                                         that runs its process's target
 *     +24     16  SEGMENT   WAITER        plain, before NUMBER; the id of the segment it is about, or 0
 *     +40      8  PLACE     WAITER        plain, before NUMBER; the offset in it; or whose end: IDENTITY
 *     +48      8  SINCE     WAITER        plain, before NUMBER; milliseconds since 1970
 *     +56      8  IDENTITY  WAITER        plain, before NUMBER; which process of the tree, as a hash
 *     +64      8  ANSWERED  WAITER        volatile, last; the LOOKS that what follows answers; 0 = not valid
 *     +72      4  HELD_BY   WAITER        plain, before ANSWERED; how many HOLDERS; 9 = more than are here
 *     +76      4  OTHERS    WAITER        plain, before ANSWERED; threads of its process that could act
 *     +80      8  SUM       WAITER        plain, before ANSWERED; of the NUMBERs of the threads left out there
 *     +88     64  HOLDERS   WAITER        plain, before ANSWERED; up to 8 OwnerWords
 *    +152      4  LENGTH    WAITER        plain, before NUMBER; of TEXT, in bytes
 *    +156   1892  TEXT      WAITER        plain, before NUMBER; lines: process, thread, what, stack
 * </pre>
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
/*
 *   [FREE] --cas 0 -> me--> [MINE, NUMBER = 0] --fields, NUMBER = n--> [VALID n] --NUMBER = 0, WAITER = 0--> [FREE]
 *
 * Within VALID, an answer: ANSWERED = 0, fields, ANSWERED = looks. A reader reads NUMBER, then the fields, then
 * NUMBER again, and takes nothing that changed in between; so with ANSWERED.
 *
 * Killed between any two steps: the process is dead, readers leave its waits out, and who finds no free place takes
 * one of the dead: cas NUMBER -> 0, so that it is not valid under another name, then cas WAITER dead -> me.
 * Killed between these two: it is still a place of the dead.
 *
 * If the table is full, or there is no memory for it, a wait is not entered: it is as good as ever, but not seen.
 */
final class WaitTable {

    static final int RECORD_BYTES = 2048;
    static final int RECORDS = 255;
    static final int MOST_HOLDERS = 8;

    static final int LIMITED = 1;
    static final int RUNS_TARGET = 2;

    private static final int SIZE_BYTES = (RECORDS + 1) * RECORD_BYTES;
    private static final int LOOKS = 0;
    private static final int NUMBERS = 8;

    private static final int WAITER = 0;
    private static final int NUMBER = 8;
    private static final int KIND = 16;
    private static final int FLAGS = 20;
    private static final int SEGMENT = 24;
    private static final int PLACE = 40;
    private static final int SINCE = 48;
    private static final int IDENTITY = 56;
    private static final int ANSWERED = 64;
    private static final int HELD_BY = 72;
    private static final int OTHERS = 76;
    private static final int SUM = 80;
    private static final int HOLDERS = 88;
    private static final int LENGTH = 152;
    private static final int TEXT = 156;
    static final int MOST_TEXT_BYTES = RECORD_BYTES - TEXT;

    private final SharedBlock block;
    private final ByteBuffer words;
    private final int base;

    WaitTable(SharedBlock block) {
        this.block = block;
        this.words = block.region().bytes();
        this.base = block.offset();
    }

    static WaitTable create() {
        return new WaitTable(SharedBlock.allocate(SIZE_BYTES));
    }

    BlockRef export() {
        return block.export();
    }

    /** {@return the process that made it, the first of its tree: an OwnerWord} */
    long creator() {
        return SegmentHeader.creator(words);
    }

    /** {@return how often somebody has asked} */
    long looks() {
        return Words.longVolatile(words, base + LOOKS);
    }

    /** Asks all that wait to say what they know, which they do within a slice. */
    long ask() {
        return Words.getAndAddLong(words, base + LOOKS, 1) + 1;
    }

    private int at(int record) {
        return base + (record + 1) * RECORD_BYTES;
    }

    /** What a wait is entered as. */
    record Entry(
            WaitKind kind,
            int flags,
            long idHigh,
            long idLow,
            long place,
            long identity,
            String text) {}

    /** {@return where it is entered, or -1 if there is no room} Only a place that is returned is to be left. */
    int enter(long waiter, Entry entry) {
        int record = claim(waiter);
        if (record < 0) {
            return record;
        }
        int at = at(record);
        Words.intPlain(words, at + KIND, entry.kind.code());
        Words.intPlain(words, at + FLAGS, entry.flags);
        Words.longPlain(words, at + SEGMENT, entry.idHigh);
        Words.longPlain(words, at + SEGMENT + Long.BYTES, entry.idLow);
        Words.longPlain(words, at + PLACE, entry.place);
        Words.longPlain(words, at + SINCE, System.currentTimeMillis());
        Words.longPlain(words, at + IDENTITY, entry.identity);
        Words.longPlain(words, at + ANSWERED, 0);
        byte[] text = entry.text.getBytes(StandardCharsets.UTF_8);
        int length = Math.min(text.length, MOST_TEXT_BYTES);
        Words.intPlain(words, at + LENGTH, length);
        words.put(at + TEXT, text, 0, length);
        Words.longVolatile(words, at + NUMBER, Words.getAndAddLong(words, base + NUMBERS, 1) + 1);
        return record;
    }

    long number(int record) {
        return Words.longVolatile(words, at(record) + NUMBER);
    }

    private int claim(long waiter) {
        int first =
                (int) Math.floorMod(waiter >>> 1, (long) RECORDS); // spread: neighbours rarely meet
        for (int i = 0; i < RECORDS; i++) {
            int record = (first + i) % RECORDS;
            if (Words.longVolatile(words, at(record) + WAITER) == OwnerWord.NONE
                    && Words.casLong(words, at(record) + WAITER, OwnerWord.NONE, waiter)) {
                return record;
            }
        }
        for (int record = 0; record < RECORDS; record++) {
            int at = at(record);
            long number = Words.longVolatile(words, at + NUMBER); // of THERE, or older, or 0
            long there = Words.longVolatile(words, at + WAITER);
            if (there != OwnerWord.NONE
                    && !OwnerWord.isAlive(there)
                    && Words.casLong(words, at + NUMBER, number, 0)
                    && Words.casLong(words, at + WAITER, there, waiter)) {
                return record;
            }
        }
        return -1;
    }

    void leave(int record) {
        Words.longVolatile(words, at(record) + NUMBER, 0);
        Words.longRelease(words, at(record) + WAITER, OwnerWord.NONE);
    }

    void answer(int record, long looks, int heldBy, long[] holders, int others, long sum) {
        int at = at(record);
        Words.longVolatile(words, at + ANSWERED, 0);
        Words.intPlain(words, at + HELD_BY, Math.min(heldBy, MOST_HOLDERS + 1));
        Words.intPlain(words, at + OTHERS, others);
        Words.longPlain(words, at + SUM, sum);
        for (int i = 0; i < Math.min(heldBy, MOST_HOLDERS); i++) {
            Words.longPlain(words, at + HOLDERS + i * Long.BYTES, holders[i]);
        }
        Words.longVolatile(words, at + ANSWERED, looks);
    }

    /** {@return all waits that are entered now, of processes that live} */
    List<WaitRecord> read() {
        List<WaitRecord> found = new ArrayList<>();
        Liveness alive = new Liveness();
        for (int record = 0; record < RECORDS; record++) {
            WaitRecord one = read(at(record));
            if (one != null && alive.isAlive(one.waiter())) {
                found.add(one);
            }
        }
        return found;
    }

    /** {@return a wait, or null if there is none, or if it began or ended just now} */
    private @Nullable WaitRecord read(int at) {
        long number = Words.longVolatile(words, at + NUMBER);
        if (number == 0) {
            return null;
        }
        long waiter = Words.longVolatile(words, at + WAITER);
        long answered = Words.longVolatile(words, at + ANSWERED);
        int heldBy = Words.intPlain(words, at + HELD_BY);
        long[] holders = new long[Math.max(0, Math.min(heldBy, MOST_HOLDERS))];
        for (int i = 0; i < holders.length; i++) {
            holders[i] = Words.longPlain(words, at + HOLDERS + i * Long.BYTES);
        }
        int others = Words.intPlain(words, at + OTHERS);
        long sum = Words.longPlain(words, at + SUM);
        VarHandle.loadLoadFence();
        boolean valid = answered != 0 && Words.longVolatile(words, at + ANSWERED) == answered;
        byte[] text = new byte
                [Math.max(0, Math.min(Words.intPlain(words, at + LENGTH), MOST_TEXT_BYTES))];
        words.get(at + TEXT, text, 0, text.length);
        WaitRecord found = new WaitRecord(
                waiter,
                number,
                WaitKind.of(Words.intPlain(words, at + KIND)),
                Words.intPlain(words, at + FLAGS),
                Words.longPlain(words, at + SEGMENT),
                Words.longPlain(words, at + SEGMENT + Long.BYTES),
                Words.longPlain(words, at + PLACE),
                Words.longPlain(words, at + SINCE),
                Words.longPlain(words, at + IDENTITY),
                valid ? answered : 0,
                heldBy,
                holders,
                others,
                sum,
                new String(text, StandardCharsets.UTF_8));
        VarHandle.loadLoadFence();
        return Words.longVolatile(words, at + NUMBER) == number && waiter != OwnerWord.NONE
                ? found
                : null;
    }

    /** Asks once for each process. */
    private static final class Liveness {
        private final Map<Long, Boolean> known = new HashMap<>();

        boolean isAlive(long waiter) {
            return known.computeIfAbsent(OwnerWord.process(waiter), OwnerWord::isAlive);
        }
    }
}

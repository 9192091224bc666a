package io.furcula.internal.queue;

import io.furcula.internal.shared.OwnerWord;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Words;
import java.nio.ByteBuffer;
import java.util.function.LongPredicate;

/**
 * Who has one end of a connection: so that the other end learns when nobody does any more. A holder
 * is a process, or a child that is a thread (then with its number, in the word's thread).
 *
 * <pre>
 *  offset  bytes  field    written by   ordering
 *       0      8  EVER     holders      volatile; 1 = somebody has held it; 2 = not all fitted in
 *       8    248  HOLDERS  holders      compare-and-set; 31 OwnerWords, 0 = free
 * </pre>
 *
 * A holder that is killed stays in the table, and is found dead by whoever asks.
 */
public final class HolderTable {

    /** How long a table is. */
    public static final int SIZE_BYTES = 256;

    private static final int HOLDERS_OFFSET = 8;
    private static final long SOMEBODY = 1;
    private static final long TOO_MANY = 2;

    private final ByteBuffer words;
    private final int offset;

    /**
     * A table at a place.
     *
     * @param block the memory
     * @param offset where in the block
     */
    public HolderTable(SharedBlock block, int offset) {
        this.words = block.region().bytes();
        this.offset = block.offset() + offset;
    }

    /**
     * Adds a holder; does nothing if it is there already.
     *
     * @param holder an OwnerWord
     */
    public void add(long holder) {
        boolean added = false;
        for (int at = HOLDERS_OFFSET; at < SIZE_BYTES && !added; at += Long.BYTES) {
            long there = Words.longVolatile(words, offset + at);
            added = there == holder
                    || ((there == OwnerWord.NONE || !OwnerWord.isAlive(there))
                            && Words.casLong(words, offset + at, there, holder));
        }
        Words.longVolatile(words, offset, added ? Math.max(ever(), SOMEBODY) : TOO_MANY);
    }

    /**
     * Removes a holder; does nothing if it is not there.
     *
     * @param holder an OwnerWord
     */
    public void remove(long holder) {
        for (int at = HOLDERS_OFFSET; at < SIZE_BYTES; at += Long.BYTES) {
            Words.casLong(words, offset + at, holder, OwnerWord.NONE);
        }
    }

    /** {@return whether somebody has held this end, and all have given it back} Quick. */
    public boolean isEmptied() {
        if (ever() != SOMEBODY) {
            return false;
        }
        for (int at = HOLDERS_OFFSET; at < SIZE_BYTES; at += Long.BYTES) {
            if (Words.longVolatile(words, offset + at) != OwnerWord.NONE) {
                return false;
            }
        }
        return true;
    }

    /**
     * {@return whether somebody has held this end, and nobody does any more} Looks whether those that
     * have not given it back are alive: takes some microseconds for each.
     */
    public boolean isAbandoned() {
        return isAbandoned(OwnerWord::isAlive);
    }

    /**
     * {@return whether somebody has held this end, and nobody does any more}
     *
     * @param isAlive whether an owner is alive
     */
    public boolean isAbandoned(LongPredicate isAlive) {
        if (ever() != SOMEBODY) {
            return false;
        }
        for (int at = HOLDERS_OFFSET; at < SIZE_BYTES; at += Long.BYTES) {
            long holder = Words.longVolatile(words, offset + at);
            if (holder != OwnerWord.NONE && isAlive.test(holder)) {
                return false;
            }
        }
        return true;
    }

    private long ever() {
        return Words.longVolatile(words, offset);
    }
}

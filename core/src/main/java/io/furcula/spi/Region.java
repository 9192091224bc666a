package io.furcula.spi;

import java.nio.ByteBuffer;

/**
 * A mapped part of a {@link Segment}, and the way to wait in it.
 *
 * <p><b>Thread safety:</b> every method may be called by any thread at any time; the bytes are
 * shared with other threads and processes.
 */
public interface Region {

    /** {@return the bytes} In native byte order; its position is never moved. */
    ByteBuffer bytes();

    /**
     * Waits while a word has a value: returns when it differs, is {@link #wake woken}, when the time
     * is over, when the thread is interrupted (the flag stays set; at the latest after {@value
     * #SLICE_MS} ms), or for no reason at all. The caller looks again.
     *
     * @param offset the word's offset, a multiple of 4
     * @param expected the value that makes it wait
     * @param timeoutNanos the longest wait; at most {@value #SLICE_MS} ms are waited in any case
     */
    void await(int offset, int expected, long timeoutNanos);

    /**
     * Wakes those that {@link #await} on a word, in every process.
     *
     * @param offset the word's offset, a multiple of 4
     * @param count how many at most
     */
    void wake(int offset, int count);

    /**
     * {@return how many words {@link #awaitAny} takes, of this and other regions of its kind, if the calling
     * thread may use it now} 0 if it may not; then whoever waits for several words looks at them again and
     * again.
     */
    default int mostWords() {
        return 0;
    }

    /**
     * As {@link #await}, for several words: waits while each has its value.
     *
     * @param regions each word's region; of all of them {@link #mostWords()} is at least {@code count}
     * @param offsets each word's offset, a multiple of 4
     * @param expected each word's value that makes it wait
     * @param count how many words, at least 1; the arrays may be longer
     * @param timeoutNanos the longest wait; at most {@value #SLICE_MS} ms are waited in any case
     */
    default void awaitAny(
            Region[] regions, int[] offsets, int[] expected, int count, long timeoutNanos) {
        throw new UnsupportedOperationException("mostWords() is 0");
    }

    /** More than so many words are never awaited at once. */
    int MOST_WORDS = 128;

    /**
     * The longest single wait in milliseconds. It bounds what a killed waker can cost, and how long
     * an interrupt goes unseen.
     */
    int SLICE_MS = 50;
}

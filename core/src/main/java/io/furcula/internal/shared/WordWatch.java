package io.furcula.internal.shared;

import io.furcula.spi.Region;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;

/**
 * Something in shared memory, and the word that those who wait for it sleep on.
 *
 * <p><b>Thread safety:</b> confined to the thread that waits.
 */
/*
 *   one who waits for many             one who makes it ready
 *     announces itself, reads WORD       makes it ready, changes WORD
 *     looks at all: ready -- yes: done   somebody announced? -- wakes one, or all
 *     sleeps, unless a WORD differs
 *     WORD differs: passes the wake on
 *
 * It is woken as one of those who would take what is there, and takes nothing. So it wakes the next one of
 * them, or they would sleep until the end of their slice. It does so once for each change, and so two of its
 * kind do not wake each other again and again.
 *
 * Killed as a sleeper, it leaves its announcement: a needless wake. Killed before it passes a wake on, the
 * next one sleeps until the end of its slice.
 */
public abstract class WordWatch implements Watch {

    /** For those that nobody's death makes ready. */
    public static final Predicate<Living> NOBODY_DIES = living -> false;

    private final Region region;
    private final int offset;
    private final BooleanSupplier ready;
    private final Predicate<Living> readyByDeath;
    private int seen;

    /**
     * Something in shared memory.
     *
     * @param region where the word is
     * @param offset the word's offset, a multiple of 4
     * @param ready as {@link #isReady}
     * @param readyByDeath as {@link #isReadyByDeath}
     */
    protected WordWatch(
            Region region, int offset, BooleanSupplier ready, Predicate<Living> readyByDeath) {
        this.region = region;
        this.offset = offset;
        this.ready = ready;
        this.readyByDeath = readyByDeath;
    }

    @Override
    public final boolean isReady() {
        return ready.getAsBoolean();
    }

    @Override
    public final boolean isReadyByDeath(Living living) {
        return readyByDeath.test(living);
    }

    /** {@return where the word is} */
    public final Region region() {
        return region;
    }

    /** {@return the word's offset} */
    public final int offset() {
        return offset;
    }

    /** {@return the value that makes it wait} */
    public final int seen() {
        return seen;
    }

    /** Before the last look and the sleep. */
    public final void prepare() {
        seen = announce();
    }

    /** After the sleep, or instead of it. */
    public final void finish() {
        withdraw(Words.intVolatile(region.bytes(), offset) != seen);
    }

    /** {@return the word's value} Read after it was said that somebody sleeps. */
    protected abstract int announce();

    /**
     * Takes back what was said.
     *
     * @param changed whether this thread may have been woken in another's place, whom it is to wake
     */
    protected abstract void withdraw(boolean changed);
}

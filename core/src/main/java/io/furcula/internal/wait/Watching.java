package io.furcula.internal.wait;

import io.furcula.internal.shared.Deadline;
import io.furcula.internal.shared.Living;
import io.furcula.internal.shared.Wait;
import io.furcula.internal.shared.Watch;
import io.furcula.internal.shared.WordWatch;
import io.furcula.spi.Region;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/**
 * One wait of one thread for several things.
 *
 * <p><b>Thread safety:</b> confined to the thread that waits.
 */
/*
 *   look -- enough: done
 *     |
 *     v
 *   announce in each word, read it; arm what rings the bell   <-----------------------+
 *     |                                                                               |
 *   look again -- enough, or the time is over: done                                   |
 *     |                                                                               |
 *   sleep on the words and the bell, for a slice at most ---> pass wakes on, withdraw-+
 *
 * No wake is lost: what becomes ready after the second look changes a word that was read before it, or rings
 * the bell that was armed before it. What nobody tells of (a death, a word too many to sleep on) is found at
 * the end of a sleep; that is shorter if there are such words, and the longer the more a look costs.
 *
 * Words are slept on in the order given, as many as the kernel takes at once, and the bell's own is one of
 * them. If there are none, the bell alone is slept on, in Java.
 */
public final class Watching {

    private static final long SLICE_NANOS = TimeUnit.MILLISECONDS.toNanos(Region.SLICE_MS);
    private static final long FIRST_PAUSE_NANOS = TimeUnit.MICROSECONDS.toNanos(50);
    private static final long LONGEST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(5);
    private static final long DEATHS_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

    /** Looking takes at most one part of so many of the time. */
    private static final long SHARE_OF_TIME = 200;

    private final Watch[] watches;
    private final boolean[] ready;

    /** Those that are ready because somebody died, as of the last look for that. */
    private final boolean[] died;

    private final boolean hasBells;
    private final int wanted;
    private final Deadline deadline;
    private final Doorbell bell = new Doorbell();
    private final Living living = new Living();

    /** What is slept on now: the words of the first {@code announced}, and perhaps the bell's. */
    private final WordWatch[] words;

    private final Region[] regions;
    private final int[] offsets;
    private final int[] seen;
    private int announced;
    private int asleepOn;

    private int found;
    private boolean allWake;
    private long pauseNanos = FIRST_PAUSE_NANOS;
    private long lookNanos;
    private long deathsAtNanos = System.nanoTime();
    private long deathsEveryNanos = DEATHS_EVERY_NANOS;

    /**
     * A wait that is to begin.
     *
     * @param watches of what is waited for
     * @param wanted how many have to be ready, for the wait to end
     * @param deadline its end in any case
     */
    public Watching(Watch[] watches, int wanted, Deadline deadline) {
        this.watches = watches;
        this.ready = new boolean[watches.length];
        this.died = new boolean[watches.length];
        this.hasBells = !Arrays.stream(watches).allMatch(WordWatch.class::isInstance);
        this.wanted = wanted;
        this.deadline = deadline;
        int most = Math.min(watches.length + 1, Region.MOST_WORDS);
        this.words = new WordWatch[most];
        this.regions = new Region[most];
        this.offsets = new int[most];
        this.seen = new int[most];
    }

    /**
     * Waits.
     *
     * @return which of them are ready; fewer than wanted if the time is over
     * @throws InterruptedException if interrupted, before or while waiting
     */
    public boolean[] await() throws InterruptedException {
        refuseInterrupted();
        look();
        if (isEnough() || isOver()) {
            return ready;
        }
        try (Wait wait = Wait.onSeveral(watches.length, deadline)) {
            while (true) {
                if (awaitOnce()) {
                    return ready;
                }
                refuseInterrupted();
                wait.slept();
            }
        } finally {
            for (Watch watch : watches) {
                watch.disarm(bell);
            }
            bell.close();
        }
    }

    private static void refuseInterrupted() throws InterruptedException {
        if (Thread.interrupted()) {
            throw new InterruptedException("interrupted while waiting for one of several");
        }
    }

    /** {@return whether the wait is over} */
    private boolean awaitOnce() throws InterruptedException {
        int rings = bell.rings();
        try {
            prepare(rings);
            look();
            if (isEnough() || isOver()) {
                return true;
            }
            sleep(rings);
            return false;
        } finally {
            while (announced > 0) {
                words[--announced].finish();
            }
        }
    }

    private boolean isEnough() {
        return found >= wanted;
    }

    /** The last look is one for deaths, too: who asks again and again without waiting is to learn of them. */
    private boolean isOver() {
        if (!deadline.isOver()) {
            return false;
        }
        lookForDeaths();
        return true;
    }

    private void look() {
        long start = System.nanoTime();
        found = 0;
        for (int i = 0; i < watches.length; i++) {
            ready[i] = watches[i].isReady() || died[i];
            found += ready[i] ? 1 : 0;
        }
        long end = System.nanoTime();
        lookNanos = end - start;
        if (!isEnough() && end - deathsAtNanos >= deathsEveryNanos) {
            lookForDeaths();
            deathsAtNanos = System.nanoTime();
            deathsEveryNanos = Math.max(DEATHS_EVERY_NANOS, SHARE_OF_TIME * (deathsAtNanos - end));
        }
    }

    private void lookForDeaths() {
        living.forget();
        for (int i = 0; i < watches.length; i++) {
            died[i] = (died[i] || !ready[i]) && watches[i].isReadyByDeath(living);
            if (died[i] && !ready[i]) {
                ready[i] = true;
                found++;
            }
        }
    }

    /** Only for what was not ready at the last look: else it would wake us for nothing, again and again. */
    private void prepare(int rings) {
        asleepOn = 0;
        allWake = true;
        for (int i = 0; i < watches.length; i++) {
            if (ready[i]) {
                continue;
            }
            if (watches[i] instanceof WordWatch word) {
                int most = word.region().mostWords();
                boolean fits = announced < (hasBells ? most - 1 : most); // one is the bell's
                allWake &= fits;
                if (fits) {
                    word.prepare();
                    words[announced++] = word;
                    add(word.region(), word.offset(), word.seen());
                }
            } else {
                watches[i].arm(bell);
            }
        }
        if (hasBells && announced > 0) {
            Region region = bell.needWord();
            if (region != null && region.mostWords() > announced) {
                add(region, bell.wordOffset(), rings);
            } else {
                allWake = false;
            }
        }
    }

    private void add(Region region, int offset, int value) {
        regions[asleepOn] = region;
        offsets[asleepOn] = offset;
        seen[asleepOn] = value;
        asleepOn++;
    }

    private void sleep(int rings) throws InterruptedException {
        long most = Math.min(deadline.leftNanos(), allWake ? SLICE_NANOS : nextPause());
        if (asleepOn > 0) {
            regions[0].awaitAny(regions, offsets, seen, asleepOn, most);
        } else {
            bell.await(rings, most);
        }
    }

    private long nextPause() {
        long pause = Math.max(pauseNanos, SHARE_OF_TIME * lookNanos);
        pauseNanos = Math.min(2 * pauseNanos, LONGEST_PAUSE_NANOS);
        return Math.min(pause, SLICE_NANOS);
    }
}

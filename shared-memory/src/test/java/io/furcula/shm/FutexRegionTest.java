package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.management.ThreadMXBean;
import io.furcula.internal.shared.Words;
import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class FutexRegionTest {

    private static final int PAGE = 4096;
    private static final int WORD = 128;
    private static final long LONG = Long.MAX_VALUE;

    private Segment segment;
    private Region region;

    @BeforeEach
    void create() {
        segment = Kind.MEMFD.provider().create(SegmentTest.newId(), PAGE);
        region = segment.map(0, PAGE);
    }

    @AfterEach
    void close() {
        if (segment != null) {
            segment.close();
        }
    }

    @Test
    void isWokenThroughAnotherMapping() throws Exception {
        Region other = segment.map(0, PAGE);
        long address = Pointer.nativeValue(Native.getDirectBufferPointer(other.bytes()));
        Thread sleeper = new Thread(() -> {
            while (Words.intVolatile(region.bytes(), WORD) == 0) {
                region.await(WORD, 0, LONG);
            }
        });
        sleeper.start();
        Await.until("a sleeper to be woken", () -> LibC.futexWake(address + WORD, 1) == 1);
        Words.intVolatile(other.bytes(), WORD, 1);
        other.wake(WORD, Integer.MAX_VALUE);
        sleeper.join(Await.DEADLINE.toMillis());
        assertThat(sleeper.isAlive()).isFalse();
    }

    @Test
    void doesNotWaitIfTheWordDiffers() {
        Words.intVolatile(region.bytes(), WORD, 5);
        long start = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            region.await(WORD, 4, LONG);
        }
        long mostIfItWaited = 1_000 * TimeUnit.MILLISECONDS.toNanos(Region.SLICE_MS);
        assertThat(System.nanoTime() - start).isLessThan(mostIfItWaited / 10);
    }

    @Test
    void waitsNoLongerThanAsked() {
        long asked = Duration.ofMillis(10).toNanos();
        long start = System.nanoTime();
        region.await(WORD, 0, asked);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(asked);
        start = System.nanoTime();
        region.await(WORD, 0, 0);
        region.await(WORD, 0, -1);
        assertThat(System.nanoTime() - start).isLessThan(Duration.ofSeconds(5).toNanos());
    }

    @Test
    void waitsNoLongerThanASlice() {
        long start = System.nanoTime();
        region.await(WORD, 0, LONG);
        assertThat(System.nanoTime() - start)
                .isBetween(
                        TimeUnit.MILLISECONDS.toNanos(Region.SLICE_MS),
                        Duration.ofSeconds(5).toNanos());
    }

    @Test
    void anInterruptEndsTheWaitAndStaysPending() throws Exception {
        Thread.currentThread().interrupt();
        region.await(WORD, 0, LONG);
        assertThat(Thread.interrupted()).isTrue();

        CountDownLatch running = new CountDownLatch(1);
        Thread sleeper = new Thread(() -> {
            running.countDown();
            while (!Thread.currentThread().isInterrupted()) {
                region.await(WORD, 0, LONG);
            }
        });
        sleeper.start();
        assertThat(running.await(60, TimeUnit.SECONDS)).isTrue();
        sleeper.interrupt();
        sleeper.join(Await.DEADLINE.toMillis());
        assertThat(sleeper.isAlive()).isFalse();
    }

    /* Several words. */

    private static void awaitAll(Region[] regions, long timeoutNanos) {
        int[] offsets = new int[regions.length];
        for (int i = 0; i < offsets.length; i++) {
            offsets[i] = WORD + i * Integer.BYTES;
        }
        int[] seen = new int[regions.length];
        regions[0].awaitAny(regions, offsets, seen, regions.length, timeoutNanos);
    }

    private Region[] regions(int count) {
        Region[] regions = new Region[count];
        Arrays.fill(regions, region);
        regions[count - 1] = segment.map(0, PAGE);
        return regions;
    }

    @Test
    void eachOfSeveralWordsWakes() throws Exception {
        assertThat(region.mostWords()).isEqualTo(Region.MOST_WORDS);
        for (int i : new int[] {0, 1, 64, Region.MOST_WORDS - 1}) {
            int woken = WORD + i * Integer.BYTES;
            Region[] regions = regions(Region.MOST_WORDS);
            Thread sleeper = new Thread(() -> {
                while (Words.intVolatile(region.bytes(), woken) == 0) {
                    awaitAll(regions, LONG);
                }
            });
            sleeper.start();
            long address = Pointer.nativeValue(
                    Native.getDirectBufferPointer(regions[regions.length - 1].bytes()));
            Await.until("a sleeper to be woken", () -> LibC.futexWake(address + woken, 1) == 1);
            Words.intVolatile(region.bytes(), woken, 1);
            region.wake(woken, 1);
            sleeper.join(Await.DEADLINE.toMillis());
            assertThat(sleeper.isAlive()).isFalse();
            Words.intVolatile(region.bytes(), woken, 0);
        }
    }

    @Test
    void doesNotWaitIfOneOfSeveralWordsDiffers() {
        Region[] regions = regions(10);
        Words.intVolatile(region.bytes(), WORD + 9 * Integer.BYTES, 0x8000_0001);
        long start = System.nanoTime();
        for (int i = 0; i < 1_000; i++) {
            awaitAll(regions, LONG);
        }
        long mostIfItWaited = 1_000 * TimeUnit.MILLISECONDS.toNanos(Region.SLICE_MS);
        assertThat(System.nanoTime() - start).isLessThan(mostIfItWaited / 10);
    }

    @Test
    void waitsForSeveralNoLongerThanAskedAndThanASlice() {
        Region[] regions = regions(10);
        long asked = Duration.ofMillis(10).toNanos();
        long start = System.nanoTime();
        awaitAll(regions, asked);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(asked);
        start = System.nanoTime();
        awaitAll(regions, 0);
        awaitAll(regions, -1);
        awaitAll(regions, LONG);
        assertThat(System.nanoTime() - start)
                .isBetween(
                        TimeUnit.MILLISECONDS.toNanos(Region.SLICE_MS),
                        Duration.ofSeconds(5).toNanos());
    }

    /** A value is compared without a sign. */
    @Test
    void waitsForWordsThatAreNegative() {
        Words.intVolatile(region.bytes(), WORD, -5);
        Region[] regions = {region, region};
        long asked = Duration.ofMillis(10).toNanos();
        long start = System.nanoTime();
        region.awaitAny(regions, new int[] {WORD, WORD + 4}, new int[] {-5, 0}, 2, asked);
        assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(asked);
    }

    @Test
    void aWordOutsideOfItIsAnException() {
        assertThatThrownBy(() -> region.await(PAGE, 0, LONG))
                .isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> region.wake(-4, 1)).isInstanceOf(IndexOutOfBoundsException.class);
    }

    @Test
    void neitherWaitingNorWakingAllocates() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int calls = 20_000;
        waitAndWake(calls);
        long before = threads.getCurrentThreadAllocatedBytes();
        waitAndWake(calls);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(calls);
    }

    private void waitAndWake(int calls) {
        for (int i = 0; i < calls; i++) {
            region.await(WORD, 1, LONG);
            region.wake(WORD, 1);
        }
    }
}

package io.furcula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.internal.codec.Codec;
import io.furcula.sync.Lock;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Slices, the lock of values and arrays, and plain access. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class SharedArrayTest {

    @SuppressWarnings("unchecked")
    private static <T> T sent(T object) {
        return (T) Codec.fromBytes(Codec.toBytes(object, "object"));
    }

    @Test
    void floatsAndShortsKeepWhatTheyAreGiven() {
        try (FloatArray floats = Array.of(new float[] {1.5f, -2});
                ShortArray shorts = Array.of(new short[] {1, -2, 3})) {
            assertThat(floats.toArray()).containsExactly(1.5f, -2f);
            assertThat(floats.updateAndGet(1, v -> v * 2)).isEqualTo(-4f);
            assertThat(floats.stream().sum()).isEqualTo(-2.5);
            floats.setPlain(0, 7);
            assertThat(sent(floats).getPlain(0)).isEqualTo(7f);
            floats.fill(0.5f);
            assertThat(floats.buffer().get(1)).isEqualTo(0.5f);
            assertThat(shorts.toArray()).containsExactly(1, -2, 3);
            shorts.set(1, Short.MIN_VALUE);
            assertThat(sent(shorts).get(1)).isEqualTo(Short.MIN_VALUE);
            assertThat(shorts.stream().sum()).isEqualTo(Short.MIN_VALUE + 4);
            shorts.fill((short) 2);
            shorts.setPlain(2, (short) 9);
            assertThat(shorts.getPlain(2)).isEqualTo((short) 9);
            assertThat(shorts.get(0)).isEqualTo((short) 2);
            assertThatThrownBy(() -> shorts.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void plainAccessIsToTheSameElements() {
        try (IntValue i = Value.ofInt(1);
                LongValue l = Value.ofLong(2);
                DoubleValue d = Value.ofDouble(3);
                IntArray ints = Array.of(1, 2);
                LongArray longs = Array.of(1L, 2L);
                DoubleArray doubles = Array.of(1.0, 2.0)) {
            i.setPlain(i.getPlain() + 1);
            l.setPlain(l.getPlain() + 1);
            d.setPlain(d.getPlain() + 1);
            ints.setPlain(1, ints.getPlain(1) + 1);
            longs.setPlain(1, longs.getPlain(1) + 1);
            doubles.setPlain(1, doubles.getPlain(1) + 1);
            assertThat(i.get() + l.get() + d.get()).isEqualTo(2 + 3 + 4);
            assertThat(ints.get(1) + longs.get(1) + doubles.get(1)).isEqualTo(9);
            assertThat(ints.updateAndGet(0, v -> v + 5)).isEqualTo(6);
            assertThat(longs.updateAndGet(0, v -> v + 5)).isEqualTo(6);
        }
    }

    @Test
    void slicesAreArraysOverTheSameElements() {
        for (int length : new int[] {10, 100_000}) { // in an arena, and in a segment of its own
            LongArray array = Array.ofLongs(length);
            LongArray slice = array.slice(4, 5);
            LongArray inner = slice.slice(1, 3);
            assertThat(slice.length()).isEqualTo(5);
            slice.set(1, 7);
            assertThat(array.get(5)).isEqualTo(7);
            assertThat(inner.get(0)).isEqualTo(7);
            inner.fill(2);
            assertThat(array.slice(3, 6).toArray()).containsExactly(0, 0, 2, 2, 2, 0);
            inner.copyFrom(1, new long[] {8, 9});
            assertThat(slice.buffer().get(3)).isEqualTo(9);
            assertThat(slice.stream().sum()).isEqualTo(19);
            assertThatThrownBy(() -> slice.get(5)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> slice.get(-1)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> slice.slice(3, 3))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(array.slice(length, 0).length()).isZero();
            assertThat(slice.lock().tryLock()).isTrue();
            assertThat(array.lock().isHeldByCurrentThread()).isTrue();
            array.lock().unlock();
            assertThat(slice).hasToString("LongArray[5]");
            slice.close(); // does nothing
            assertThat(slice.get(0)).isZero();
            array.close();
            assertThatIllegalStateException().isThrownBy(() -> inner.get(0));
            assertThatIllegalStateException().isThrownBy(() -> slice.get(0));
        }
    }

    @Test
    void sliceIsSentAsASlice() {
        for (int length : new int[] {10, 100_000}) {
            try (IntArray array = Array.ofInts(length)) {
                IntArray received = sent(array.slice(4, 5).slice(1, 2));
                received.set(1, 3);
                assertThat(array.get(6)).isEqualTo(3);
                assertThat(received.length()).isEqualTo(2);
                assertThat(sent(received).get(1)).isEqualTo(3);
                received.close();
                assertThatIllegalStateException().isThrownBy(() -> received.get(0));
                assertThat(array.get(6)).as("still open").isEqualTo(3);
            }
        }
    }

    @Test
    void lockIsHeldForTheWorkAndGivenBack() throws Exception {
        try (LongValue value = Value.ofLong(1);
                LongArray array = Array.of(1L)) {
            long doubled = value.withLock(() -> {
                assertThat(value.lock().isHeldByCurrentThread()).isTrue();
                return value.get() * 2;
            });
            assertThat(doubled).isEqualTo(2);
            array.withLock(() -> array.set(0, 5));
            assertThat(array.withLock(() -> array.get(0), Duration.ofSeconds(1)))
                    .isEqualTo(5);
            assertThatIllegalStateException()
                    .isThrownBy(() -> value.withLock(() -> {
                        throw new IllegalStateException("in the work");
                    }));
            assertThat(value.lock().isLocked()).isFalse();
            assertThat(array.lock().isLocked()).isFalse();
        }
    }

    @Test
    void lockThatIsNotFreeInTimeIsNotWaitedFor() throws Exception {
        try (LongValue value = Value.ofLong(1)) {
            CountDownLatch held = new CountDownLatch(1);
            CountDownLatch enough = new CountDownLatch(1);
            Thread holder = new Thread(() -> {
                try (Lock.Held lock = value.lock().hold()) {
                    held.countDown();
                    enough.await();
                } catch (InterruptedException e) {
                    throw new AssertionError(e);
                }
            });
            holder.start();
            held.await();
            assertThatExceptionOfType(TimeoutException.class)
                    .isThrownBy(() -> value.withLock(() -> value.add(1), Duration.ofMillis(20)))
                    .withMessageContaining("FUR-404");
            enough.countDown();
            holder.join();
            assertThat(value.get()).isEqualTo(1);
        }
    }
}

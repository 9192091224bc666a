package io.furcula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.internal.codec.Codec;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Arrays with a long index, with windows of one page: that there are many seams. */
@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class LargeArrayTest {

    private static final int PAGE_SHIFT = 12;
    private static final int OF_PAGE = 512;
    private static final int LENGTH = 5 * OF_PAGE + 7;

    private static LargeLongArray longs() {
        return new LargeLongArray(LargeArray.Data.create(LENGTH, PAGE_SHIFT));
    }

    @SuppressWarnings("unchecked")
    private static <T> T sent(T object) {
        return (T) Codec.fromBytes(Codec.toBytes(object, "object"));
    }

    @Test
    void elementsAreWhereTheirIndexSays() {
        try (LargeLongArray array = longs();
                LargeLongArray received = sent(array)) {
            assertThat(received.length()).isEqualTo(LENGTH);
            for (long i = 0; i < LENGTH; i++) {
                assertThat(array.get(i)).isZero();
                array.set(i, i * i);
            }
            assertThat(received.stream().toArray())
                    .isEqualTo(java.util.stream.LongStream.range(0, LENGTH)
                            .map(i -> i * i)
                            .toArray());
            assertThat(received.getAndAdd(OF_PAGE, 5)).isEqualTo((long) OF_PAGE * OF_PAGE);
            assertThat(array.compareAndSet(OF_PAGE, (long) OF_PAGE * OF_PAGE + 5, 1))
                    .isTrue();
            assertThat(received.get(OF_PAGE)).isEqualTo(1);
            assertThat(array.lock().tryLock()).isTrue();
            assertThat(received.lock().isHeldByCurrentThread()).isTrue();
            array.lock().unlock();
            assertThat(array).hasToString("LargeLongArray[" + LENGTH + "]");
        }
    }

    @Test
    void bulkCopiesGoOverTheSeams() {
        try (LargeLongArray array = longs()) {
            long[] source =
                    java.util.stream.LongStream.rangeClosed(1, 3 * OF_PAGE).toArray();
            array.copyFrom(OF_PAGE - 3, source);
            assertThat(array.get(OF_PAGE - 4)).isZero();
            assertThat(array.get(OF_PAGE - 3)).isEqualTo(1);
            assertThat(array.get(4 * OF_PAGE - 4)).isEqualTo(3 * OF_PAGE);
            assertThat(array.get(4 * OF_PAGE - 3)).isZero();
            long[] target = new long[3 * OF_PAGE];
            array.copyTo(OF_PAGE - 3, target);
            assertThat(target).isEqualTo(source);
            array.fill(7);
            assertThat(array.stream().sum()).isEqualTo(7L * LENGTH);
            assertThatThrownBy(() -> array.copyFrom(LENGTH - 1, new long[] {1, 2}))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(array.get(LENGTH - 1)).isEqualTo(7);
            array.copyTo(LENGTH, new long[0]);
        }
    }

    @Test
    void doublesAreTheSame() {
        try (LargeDoubleArray array =
                        new LargeDoubleArray(LargeArray.Data.create(LENGTH, PAGE_SHIFT));
                LargeDoubleArray received = sent(array)) {
            double[] source = new double[LENGTH];
            Arrays.setAll(source, i -> i / 2.0);
            array.copyFrom(0, source);
            assertThat(received.stream().toArray()).isEqualTo(source);
            received.set(OF_PAGE, Double.NaN);
            assertThat(array.compareAndSet(OF_PAGE, Double.NaN, 0.5)).isTrue();
            assertThat(received.get(OF_PAGE)).isEqualTo(0.5);
            received.fill(-0.0);
            double[] target = new double[LENGTH];
            array.copyTo(0, target);
            assertThat(target).containsOnly(-0.0);
        }
    }

    @Test
    void indexIsCheckedAndUseAfterCloseIsAnException() {
        LargeLongArray array = longs();
        assertThatThrownBy(() -> array.get(LENGTH)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> array.set(-1, 1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> array.get(1L << 62)).isInstanceOf(IndexOutOfBoundsException.class);
        array.close();
        array.close();
        assertThatIllegalStateException().isThrownBy(() -> array.get(0));
        assertThatIllegalStateException().isThrownBy(() -> array.fill(0));
        assertThatThrownBy(() -> sent(array)).hasStackTraceContaining("closed");
        assertThat(array).hasToString("LargeLongArray[closed]");
        assertThatIllegalArgumentException().isThrownBy(() -> Array.ofLongs(-1L));
        assertThatThrownBy(() -> Array.ofDoubles(Long.MAX_VALUE))
                .isInstanceOf(ArithmeticException.class);
        try (LargeLongArray empty = Array.ofLongs(0L)) {
            assertThat(empty.stream()).isEmpty();
            assertThat(sent(empty).length()).isZero();
        }
    }
}

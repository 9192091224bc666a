package io.furcula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.internal.codec.Codec;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedObjectTest {

    @Test
    void valuesKeepWhatTheyAreGiven() {
        try (IntValue i = Value.ofInt(-1);
                LongValue l = Value.ofLong(Long.MIN_VALUE);
                DoubleValue d = Value.ofDouble(Math.PI);
                BooleanValue b = Value.ofBoolean(true)) {
            assertThat(i.get()).isEqualTo(-1);
            assertThat(l.get()).isEqualTo(Long.MIN_VALUE);
            assertThat(d.get()).isEqualTo(Math.PI);
            assertThat(b.get()).isTrue();
            assertThat(i.getAndAdd(5)).isEqualTo(-1);
            assertThat(i.addAndGet(5)).isEqualTo(9);
            assertThat(l.updateAndGet(v -> v + 1)).isEqualTo(Long.MIN_VALUE + 1);
            assertThat(l.compareAndSet(0, 1)).isFalse();
            assertThat(l.getAndSet(3)).isEqualTo(Long.MIN_VALUE + 1);
            assertThat(d.addAndGet(1)).isEqualTo(Math.PI + 1);
            assertThat(d.compareAndSet(Math.PI + 1, 0)).isTrue();
            assertThat(b.getAndSet(false)).isTrue();
            assertThat(b.compareAndSet(true, false)).isFalse();
            assertThat(i).hasToString("9");
        }
    }

    @Test
    void sentValueIsTheSameValue() {
        try (LongValue sent = Value.ofLong(1);
                LongValue received = sent(sent)) {
            sent.add(1);
            assertThat(received.get()).isEqualTo(2);
            received.lock().lock();
            assertThat(sent.lock().isLocked()).isTrue();
            sent.lock().unlock();
        }
    }

    @Test
    void sentArrayIsTheSameArray() {
        for (int length :
                new int[] {0, 1, 500, 1_000_000}) { // in an arena, and in segments of their own
            try (DoubleArray sent = Array.ofDoubles(length);
                    DoubleArray received = sent(sent)) {
                assertThat(received.length()).isEqualTo(length);
                if (length > 0) {
                    sent.set(length - 1, 2.5);
                    assertThat(received.get(length - 1)).isEqualTo(2.5);
                    assertThat(received.updateAndGet(length - 1, v -> v * 2)).isEqualTo(5);
                    assertThat(sent.stream().sum()).isEqualTo(5);
                }
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T sent(T object) {
        return (T) Codec.fromBytes(Codec.toBytes(object, "object"));
    }

    @Test
    void arraysKeepWhatTheyAreGiven() {
        try (ByteArray b = Array.of(new byte[] {1, -2});
                IntArray i = Array.of(1, 2, 3);
                LongArray l = Array.of(4L, 5L)) {
            assertThat(b.toArray()).containsExactly(1, -2);
            b.set(1, (byte) 9);
            assertThat(b.get(1)).isEqualTo((byte) 9);
            assertThat(i.toArray()).containsExactly(1, 2, 3);
            assertThat(i.getAndAdd(0, 10)).isEqualTo(1);
            assertThat(i.stream().sum()).isEqualTo(16);
            i.fill(7);
            assertThat(i.toArray()).containsExactly(7, 7, 7);
            assertThat(i.compareAndSet(0, 7, 8)).isTrue();
            assertThat(l.getAndAdd(1, 1)).isEqualTo(5);
            assertThat(l.buffer().get(1)).isEqualTo(6);
            assertThat(l).hasToString("LongArray[2]");
        }
    }

    @Test
    void indexOutOfBoundsIsAnException() {
        try (LongArray array = Array.ofLongs(3)) {
            assertThatThrownBy(() -> array.get(3)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.set(-1, 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.copyFrom(2, new long[2]))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        }
        assertThatThrownBy(() -> Array.ofLongs(-1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Array.ofLongs(Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("too large");
    }

    @Test
    void useAfterCloseIsAnException() {
        LongValue value = Value.ofLong(1);
        LongArray array = Array.ofLongs(100_000);
        value.close();
        value.close();
        array.close();
        assertThatThrownBy(value::get)
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("closed");
        assertThatThrownBy(() -> array.set(0, 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(array::buffer).isInstanceOf(IllegalStateException.class);
        assertThat(value).hasToString("closed");
    }

    @Test
    void freedMemoryIsZeroWhenItIsUsedAgain() {
        for (int i = 0; i < 2_000; i++) {
            try (LongValue value = Value.ofLong(0)) {
                assertThat(value.get()).isZero();
                value.set(i);
                assertThat(value.lock().tryLock()).isTrue(); // and it is not given back
            }
        }
    }

    @Test
    void noUpdateIsLostBetweenThreads() throws Exception {
        try (DoubleValue sum = Value.ofDouble(0);
                IntValue count = Value.ofInt(0)) {
            CountDownLatch done = new CountDownLatch(4);
            for (int t = 0; t < 4; t++) {
                new Thread(() -> {
                            for (int i = 0; i < 10_000; i++) {
                                sum.add(0.5);
                                count.incrementAndGet();
                            }
                            done.countDown();
                        })
                        .start();
            }
            done.await();
            assertThat(sum.get()).isEqualTo(20_000);
            assertThat(count.get()).isEqualTo(40_000);
        }
    }
}

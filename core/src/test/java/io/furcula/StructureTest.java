package io.furcula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.internal.codec.Codec;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class StructureTest {

    private record Point(double x, double y) {}

    private record Body(byte tag, Point at, int id, boolean fixed) {}

    private record All(
            boolean a, byte b, short c, char d, int e, long f, float g, double h, Point i) {}

    private record Text(int id, String text) {}

    private record Empty() {}

    private record Endless(int id, Endless next) {}

    private record Positive(int value) {
        Positive {
            if (value <= 0) {
                throw new IllegalArgumentException(value + " is not positive");
            }
        }
    }

    @SuppressWarnings("unchecked")
    private static <T> T sent(T object) {
        return (T) Codec.fromBytes(Codec.toBytes(object, "object"));
    }

    @Test
    void layoutIsThatOfACStruct() {
        Structure<Body> structure = Structure.of(Body.class);
        assertThat(structure.toString().lines().map(String::strip))
                .containsExactly(
                        "offset  bytes  field  type",
                        "0      1  tag    byte",
                        "8      8  at.x   double",
                        "16      8  at.y   double",
                        "24      4  id     int",
                        "28      1  fixed  boolean",
                        "32         = size, aligned to 8");
        assertThat(structure.offset("at.y")).isEqualTo(16);
        assertThat(structure.sizeBytes()).isEqualTo(32);
        assertThat(structure.type()).isEqualTo(Body.class);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> structure.offset("z"))
                .withMessageContaining("no field 'z'");
    }

    @Test
    void recordsAreKeptWhole() {
        All all = new All(
                true,
                (byte) -1,
                (short) -2,
                'c',
                -3,
                Long.MIN_VALUE,
                1.5f,
                Math.PI,
                new Point(1, 2));
        try (StructValue<All> value = Value.ofRecord(all);
                StructValue<All> received = sent(value)) {
            assertThat(received.get()).isEqualTo(all);
            received.set("e", 7);
            received.set("i.y", 3.0);
            assertThat(value.get("e")).isEqualTo(7);
            assertThat(value.get().i()).isEqualTo(new Point(1, 3));
            assertThat(value.get().f()).isEqualTo(Long.MIN_VALUE);
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> value.set("f", 7))
                    .withMessageContaining("'f' is long");
            assertThat(value).hasToString(value.get().toString());
        }
    }

    @Test
    void updatesAreAtomic() throws Exception {
        try (StructValue<Point> value = Value.ofRecord(new Point(0, 0));
                StructArray<Point> array = Array.ofRecords(Point.class, 3)) {
            CountDownLatch done = new CountDownLatch(3);
            for (int t = 0; t < 3; t++) {
                new Thread(() -> {
                            for (int i = 0; i < 10_000; i++) {
                                value.updateAndGet(p -> new Point(p.x() + 1, p.y() - 1));
                                array.updateAndGet(1, p -> new Point(p.x() + 1, p.y() - 1));
                            }
                            done.countDown();
                        })
                        .start();
            }
            while (done.getCount() > 0) {
                Point point = value.get();
                assertThat(point.x()).isEqualTo(-point.y());
                Point element = array.get(1);
                assertThat(element.x()).isEqualTo(-element.y());
            }
            assertThat(value.getAndUpdate(p -> new Point(5, 5)))
                    .isEqualTo(new Point(30_000, -30_000));
            assertThat(value.get()).isEqualTo(new Point(5, 5));
            assertThat(array.toList())
                    .containsExactly(new Point(0, 0), new Point(30_000, -30_000), new Point(0, 0));
        }
    }

    @Test
    void arraysOfRecordsAreArrays() {
        for (int length : new int[] {5, 10_000}) {
            try (StructArray<Body> array = Array.ofRecords(Body.class, length);
                    StructArray<Body> received = sent(array.slice(1, 3))) {
                Body body = new Body((byte) 1, new Point(2, 3), 4, true);
                received.set(0, body);
                received.set(2, "id", 9);
                assertThat(array.get(1)).isEqualTo(body);
                assertThat(array.get(3, "id")).isEqualTo(9);
                assertThat(array.slice(1, 2).stream()).contains(body);
                array.fill(body);
                assertThat(received.toList()).containsOnly(body).hasSize(3);
                array.copyFrom(3, List.of(new Body((byte) 0, new Point(0, 0), 0, false)));
                assertThat(received.get(2).fixed()).isFalse();
                assertThat(array.structure()).isSameAs(Structure.of(Body.class));
                assertThatThrownBy(() -> received.get(3))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThat(received).hasToString("StructArray[3]");
            }
        }
    }

    @Test
    void whatCannotBeLaidOutIsRefused() {
        for (Class<? extends Record> type : List.of(Text.class, Empty.class, Endless.class)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> Structure.of(type))
                    .withMessageContaining(type.getSimpleName())
                    .withMessageContaining("[FUR-339]");
        }
    }

    @Test
    void recordsOwnExceptionIsThrownAndChangesNothing() {
        try (StructValue<Positive> value = Value.ofRecord(new Positive(1))) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> value.updateAndGet(p -> new Positive(p.value() - 1)))
                    .withMessage("0 is not positive");
            assertThat(value.get()).isEqualTo(new Positive(1));
            value.set(new Positive(2));
        }
        try (StructArray<Positive> array = Array.ofRecords(Positive.class, 1)) {
            assertThatIllegalArgumentException().isThrownBy(() -> array.get(0));
            array.set(0, new Positive(3));
            assertThat(array.get(0).value()).isEqualTo(3);
        }
    }

    @Test
    void useAfterCloseIsAnException() {
        StructValue<Point> value = Value.ofRecord(new Point(1, 2));
        StructArray<Point> array = Array.ofRecords(Point.class, 2);
        value.close();
        array.close();
        assertThatIllegalStateException().isThrownBy(value::get);
        assertThatIllegalStateException().isThrownBy(() -> value.set("x", 1.0));
        assertThatIllegalStateException().isThrownBy(() -> array.get(0));
        assertThatIllegalStateException().isThrownBy(() -> array.set(0, new Point(1, 2)));
        assertThat(value).hasToString("closed");
    }

    @Test
    void anotherLayoutIsRefused() throws Exception {
        try (StructValue<Point> value = Value.ofRecord(new Point(1, 2))) {
            StructCell.Handle handle = StructCell.Handle.of(
                    Structure.of(Point.class), false, value.block().export());
            StructCell.Handle other =
                    new StructCell.Handle(Point.class, "other", false, handle.block());
            assertThatThrownBy(() -> sent(other)).hasStackTraceContaining("[FUR-340]");
        }
    }
}

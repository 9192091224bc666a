package io.furcula.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.NotTransferableException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class CowTest {

    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"
    }) // the caller knows what it sent
    private static <T> T received(T object) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
            objects.writeObject(object);
        }
        try (ObjectInputStream objects =
                new ObjectInputStream(new ByteArrayInputStream(out.toByteArray()))) {
            return (T) objects.readObject();
        }
    }

    @ParameterizedTest
    @EnumSource
    void readsWhatItWasMadeOfAndKeepsWhatIsWritten(Kind kind) throws Exception {
        kind.use(() -> {
            byte[] bytes = {1, 2, 3};
            long[] longs = {1L << 40, -2};
            double[] doubles = {Math.PI, Double.NaN};
            try (CowBytes b = Cow.of(bytes);
                    CowLongs l = Cow.of(longs);
                    CowDoubles d = Cow.of(doubles)) {
                assertThat(b.toArray()).isEqualTo(bytes);
                assertThat(l.toArray()).isEqualTo(longs);
                assertThat(d.toArray()).isEqualTo(doubles);
                b.set(2, (byte) 9);
                l.set(1, 9);
                d.set(0, 9.5);
                assertThat(b.get(2)).isEqualTo((byte) 9);
                assertThat(l.buffer().get(1)).isEqualTo(9);
                assertThat(d.get(0)).isEqualTo(9.5);
                assertThat(b.length() + l.length() + d.length()).isEqualTo(7);
                assertThat(bytes[2]).isEqualTo((byte) 3);
                assertThatThrownBy(() -> l.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
                assertThatThrownBy(() -> b.set(-1, (byte) 0))
                        .isInstanceOf(IndexOutOfBoundsException.class);
                assertThat(l).hasToString("CowLongs[2]");
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void mayBeEmpty(Kind kind) throws Exception {
        kind.use(() -> {
            try (CowLongs none = Cow.of(new long[0])) {
                assertThat(none.toArray()).isEmpty();
                assertThat(received(none).length()).isZero();
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void isOneThingInOneProcess(Kind kind) throws Exception {
        kind.use(() -> {
            CowBytes first = Cow.of(new byte[10_000]);
            CowBytes second = received(first);
            second.set(9_999, (byte) 5);
            assertThat(first.get(9_999)).isEqualTo((byte) 5);
            first.close();
            first.close();
            assertThat(second.get(9_999)).as("still open").isEqualTo((byte) 5);
            assertThat(received(second).get(9_999)).isEqualTo((byte) 5);
            second.close();
        });
    }

    @Test
    void useAfterCloseIsAnException() {
        CowBytes bytes = Cow.of(new byte[4]);
        CowObject<String> object = Cow.ofObject("text");
        bytes.close();
        object.close();
        assertThatThrownBy(() -> bytes.get(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> bytes.set(0, (byte) 1)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(bytes::buffer).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(bytes::length).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(bytes::cost).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(object::get).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> received(bytes)).isInstanceOf(IllegalStateException.class);
        assertThat(bytes).hasToString("CowBytes[closed]");
    }

    @ParameterizedTest
    @EnumSource
    void anObjectIsRebuiltOnce(Kind kind) throws Exception {
        kind.use(() -> {
            ArrayList<String> made = new ArrayList<>(List.of("a", "b"));
            try (CowObject<ArrayList<String>> object = Cow.ofObject(made)) {
                made.add("later");
                assertThat(object.get()).containsExactly("a", "b");
                object.get().add("own");
                assertThat(object.get()).containsExactly("a", "b", "own");
                try (CowObject<ArrayList<String>> same = received(object)) {
                    assertThat(same.get()).isSameAs(object.get());
                }
            }
        });
    }

    @ParameterizedTest
    @EnumSource
    void costIsThatOfThePagesThatWereWritten(Kind kind) throws Exception {
        int pages = 1000;
        int longsOfPage = 512;
        kind.use(() -> {
            try (CowLongs data = Cow.of(new long[pages * longsOfPage - 5])) {
                assertThat(data.cost()).isEqualTo(new Cow.Cost(pages * 4096L, 0));
                long sum = 0;
                for (int i = 0; i < data.length(); i++) {
                    sum += data.get(i);
                }
                assertThat(sum).isZero();
                assertThat(data.cost().privateBytes()).as("only read").isZero();
                for (int page = 0; page < pages; page += 10) {
                    data.set(page * longsOfPage + 7, 1);
                }
                assertThat(data.cost()).isEqualTo(new Cow.Cost(900 * 4096L, 100 * 4096L));
                try (CowLongs same = received(data);
                        CowLongs other = Cow.of(new long[longsOfPage])) {
                    assertThat(same.cost()).as("one mapping").isEqualTo(data.cost());
                    other.set(0, 1);
                    assertThat(other.cost()).isEqualTo(new Cow.Cost(0, 4096));
                    assertThat(data.cost().privateBytes()).isEqualTo(100 * 4096L);
                }
            }
        });
    }

    @Test
    void whatCannotBeSerialisedIsRefused() {
        assertThatThrownBy(() -> Cow.ofObject(List.of(new Object())))
                .isInstanceOf(NotTransferableException.class)
                .hasMessageContaining("copy-on-write object");
    }

    @Test
    void aClosedObjectLeavesNoFile() {
        CowBytes bytes = Cow.of(new byte[1]);
        long before = images();
        bytes.close();
        assertThat(images()).isEqualTo(before - 1);
    }

    private static long images() {
        String own = "/proc/" + ProcessHandle.current().pid() + "/fd";
        java.io.File[] files = new java.io.File(own).listFiles();
        long count = 0;
        for (java.io.File file : files == null ? new java.io.File[0] : files) {
            try {
                String link =
                        java.nio.file.Files.readSymbolicLink(file.toPath()).toString();
                count += link.contains("furcula-") ? 1 : 0;
            } catch (java.io.IOException e) {
                // Closed in between.
            }
        }
        return count;
    }
}

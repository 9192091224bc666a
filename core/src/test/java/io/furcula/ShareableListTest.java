package io.furcula;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.internal.codec.Codec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(value = 60, unit = TimeUnit.SECONDS, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
class ShareableListTest {

    private interface Use {
        void of(ShareableList list) throws Exception;
    }

    private static void with(List<?> elements, Use use) throws Exception {
        ShareableList list = ShareableList.of(elements);
        try {
            use.of(list);
        } finally {
            list.close();
            list.unlink();
        }
    }

    @Test
    void keepsWhatItWasMadeOf() throws Exception {
        String half = "half a pair: \ud83d, and zeros\0\0";
        byte[] bytes = {1, 0, 0};
        List<Object> elements = Arrays.asList(
                1, 2L, 2.5, 1.5f, true, false, null, "", "häßlich \uD83D\uDE00\0", half, bytes);
        with(elements, list -> {
            List<Object> expected = Arrays.asList(
                    1L, 2L, 2.5, 1.5, true, false, null, "", "häßlich \uD83D\uDE00\0", half);
            assertThat(list.subList(0, 10)).isEqualTo(expected);
            assertThat((byte[]) list.get(10)).isEqualTo(bytes);
            assertThat(list).hasSize(11);
            try (ShareableList attached = ShareableList.attach(list.memory().name())) {
                assertThat(attached.subList(0, 10)).isEqualTo(expected);
                attached.set(0, "now text");
                assertThat(list.get(0)).isEqualTo("now text");
            }
            assertThat(sent(list).get(0)).isEqualTo("now text");
        });
    }

    @SuppressWarnings("unchecked")
    private static <T> T sent(T object) {
        return (T) Codec.fromBytes(Codec.toBytes(object, "object"));
    }

    @Test
    void isAListOfFixedLength() throws Exception {
        with(List.of("a", 7, "a", new byte[] {3}), list -> {
            assertThat(list.indexOf(7)).isEqualTo(1);
            assertThat(list.indexOf(7L)).isEqualTo(1);
            assertThat(list.indexOf(new byte[] {3})).isEqualTo(3);
            assertThat(list.lastIndexOf("a")).isEqualTo(2);
            assertThat(list.count("a")).isEqualTo(2);
            assertThat(list.contains(List.of())).isFalse();
            assertThat(new ArrayList<>(list)).hasSize(4);
            assertThat(list.set(1, 8)).isEqualTo(7L);
            assertThatThrownBy(() -> list.add("b"))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> list.remove(0))
                    .isInstanceOf(UnsupportedOperationException.class);
            assertThatThrownBy(() -> list.get(4)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> list.set(-1, "b"))
                    .isInstanceOf(IndexOutOfBoundsException.class);
        });
        with(List.of(), list -> assertThat(list).isEmpty());
    }

    @Test
    void tooLongIsRefusedAndNothingIsCutOff() throws Exception {
        with(List.of("abcdefgh", 1), list -> {
            assertThat(list.room(0)).isEqualTo(8);
            list.set(0, "12345678");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> list.set(0, "123456789"))
                    .withMessageContaining("9 bytes does not fit in element 0")
                    .withMessageContaining("room for 8")
                    .withMessageContaining("[FUR-337]");
            assertThatIllegalArgumentException().isThrownBy(() -> list.set(1, "ääääX"));
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> list.set(1, List.of()))
                    .withMessageContaining("cannot be in a shareable list");
            assertThat(list).containsExactly("12345678", 1L);
        });
        ShareableList roomy = ShareableList.of(List.of(1), 100);
        roomy.set(0, "x".repeat(104));
        assertThat(roomy.get(0)).isEqualTo("x".repeat(104));
        roomy.close();
        roomy.unlink();
        assertThatIllegalArgumentException().isThrownBy(() -> ShareableList.of(List.of(1), -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ShareableList.of(List.of(1, 2), 1 << 30));
    }

    @Test
    void otherMemoryIsNoList() {
        SharedMemory memory = SharedMemory.create(5);
        SharedMemory larger = SharedMemory.create(5000);
        for (SharedMemory each : List.of(memory, larger)) {
            assertThatThrownBy(() -> ShareableList.attach(each.name()))
                    .isInstanceOf(SharedMemoryException.class)
                    .hasMessageContaining("[FUR-336]");
            each.close();
            each.unlink();
        }
    }

    @Test
    void useAfterCloseIsAnException() {
        ShareableList list = ShareableList.of(List.of(1));
        list.close();
        list.unlink();
        assertThatIllegalStateException().isThrownBy(() -> list.get(0));
        assertThatIllegalStateException().isThrownBy(() -> list.set(0, 2));
        assertThat(list).hasToString("ShareableList[closed]");
    }

    @Test
    void elementsAreReadAndUpdatedAsAWhole() throws Exception {
        with(List.of("a".repeat(64), 0), list -> {
            AtomicReference<Throwable> failure = new AtomicReference<>();
            CountDownLatch done = new CountDownLatch(3);
            for (char letter : new char[] {'b', 'c', 'd'}) {
                Thread thread = new Thread(() -> {
                    for (int i = 0; i < 20_000; i++) {
                        list.set(0, String.valueOf(letter).repeat(i % 65));
                        list.updateAndGet(1, n -> n instanceof Long count ? count + 1 : null);
                    }
                    done.countDown();
                });
                thread.setUncaughtExceptionHandler((t, e) -> {
                    failure.set(e);
                    done.countDown();
                });
                thread.start();
            }
            while (done.getCount() > 0) {
                assertThat((String) list.get(0)).matches("a*|b*|c*|d*");
            }
            assertThat(failure.get()).isNull();
            assertThat(list.get(1)).isEqualTo(60_000L);
            assertThatIllegalStateException()
                    .isThrownBy(() -> list.updateAndGet(1, n -> {
                        throw new IllegalStateException("not now");
                    }));
            assertThat(list.get(1)).as("unchanged, and not locked").isEqualTo(60_000L);
            assertThat(list.set(1, 1)).isEqualTo(60_000L);
        });
    }
}

package io.furcula.fory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.furcula.Context;
import io.furcula.LongValue;
import io.furcula.Queue;
import io.furcula.Target;
import io.furcula.Value;
import io.furcula.internal.codec.Codec;
import io.furcula.internal.codec.Codecs;
import io.furcula.manager.Manager;
import io.furcula.testkit.Await;
import io.furcula.testkit.Deadline;
import io.furcula.testkit.LeakCheck;
import io.furcula.testkit.TestJvm;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputFilter;
import java.io.Serializable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.fory.Fory;
import org.apache.fory.exception.ForyException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith({Deadline.class, LeakCheck.class})
class WhatForyCarriesTest {

    private final ForyCodec codec = new ForyCodec();

    private record Point(int x, int y, String name) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /** Not serialisable. */
    private static final class Plain {
        private static int built;
        private final int number;
        private final Plain self = this;
        private final transient Thread thread = new Thread(() -> {});

        Plain(int number) {
            this.number = number;
            built++;
        }
    }

    /** Not serialisable, and can be built without arguments. */
    private static final class Bean {
        private int number = 3;
    }

    /** {@code PrivateLoader} gives it another field. */
    private static final class Versioned implements Serializable {
        private static final long serialVersionUID = 1;
        private final int firstName = 5;
    }

    @Test
    void proxiesOfManagersAreLeftToJava() {
        try (Manager manager = Manager.builder().serve()) {
            for (Object proxy : List.of(
                    manager.map(),
                    manager.list(),
                    manager.set(),
                    manager.queue(),
                    manager.lock(),
                    manager.event())) {
                assertThatThrownBy(() -> encoded(proxy))
                        .isInstanceOf(NotSerializableException.class);
                assertThatThrownBy(() -> encoded(new ArrayList<>(List.of(1, proxy))))
                        .isInstanceOf(NotSerializableException.class);
                assertThat(Codec.fromBytes(Codec.toBytes(List.of(proxy), "list", codec)))
                        .isEqualTo(List.of(proxy));
            }
        }
    }

    private byte[] encoded(Object value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        codec.encode(value, out);
        return out.toByteArray();
    }

    private Object decoded(byte[] bytes) throws Exception {
        return codec.decode(new ByteArrayInputStream(bytes));
    }

    @Test
    void itIsTheCodecOfMessagesByBeingThere() {
        assertThat(Codecs.chosen()).isInstanceOf(ForyCodec.class);
    }

    /** Has a child that uses Fory, and does not itself. */
    static final class Parent {
        private Parent() {}

        public static void main(String[] arguments) throws Exception {
            try (io.furcula.Process child =
                    Context.of("spawn").process(WhatForyCarriesTest::useFory).start()) {
                child.join(Duration.ofSeconds(Await.LIMIT_SECONDS));
                child.requireSuccess();
            }
        }
    }

    private static void useFory() throws Exception {
        try (Queue<Point> queue = Queue.create()) {
            queue.put(new Point(1, 2, "p"));
            System.out.println(queue.take());
        }
    }

    @Test
    void childrenAreNotWarnedOfUnsafe() throws Exception {
        try (TestJvm jvm = TestJvm.start(Parent.class, "--enable-native-access=ALL-UNNAMED")) {
            assertThat(jvm.awaitExit()).isZero();
            assertThat(jvm.output()).containsExactly("Point[x=1, y=2, name=p]");
        }
    }

    /** What is declined is slow, and the contract does not tell. */
    @Test
    void dataAndLambdasAndSharedObjectsAreNotDeclined() throws Exception {
        try (Queue<String> queue = Queue.create();
                LongValue value = Value.ofLong(1)) {
            Target target = () -> value.add(1);
            for (Object each : List.of(
                    new Point(1, 2, "p"),
                    List.of(new Point(1, 2, "p")),
                    Map.of("k", 1),
                    new ArrayList<>(List.of(1)),
                    queue,
                    value,
                    target)) {
                assertThat(decoded(encoded(each))).isNotNull();
            }
        }
        assertThat(encoded(new Point(1, 2, "p"))).hasSizeLessThan(60);
    }

    @Test
    void classNeedNotBeSerialisable() throws Exception {
        Plain plain = new Plain(7);
        int built = Plain.built;
        Plain copy = (Plain) decoded(encoded(plain));
        assertThat(copy.number).isEqualTo(7);
        assertThat(copy.self).isSameAs(copy);
        assertThat(copy.thread).isNull();
        assertThat(Plain.built).isEqualTo(built);
        Bean bean = new Bean();
        bean.number = 4;
        Bean second = (Bean) decoded(encoded(bean));
        assertThat(second.number).isEqualTo(4);
    }

    @Test
    void whatSerialisesItselfIsDeclinedWhereverItIs() {
        for (Object each :
                List.of(new Random(1), new IOException("x"), List.of(1, new IOException("x")))) {
            assertThatThrownBy(() -> encoded(each))
                    .isInstanceOf(NotSerializableException.class)
                    .hasMessageContaining("serialises itself with code of its own");
        }
    }

    @Test
    void classesThatAFilterRejectsAreRefusedOnBothSides() {
        FilteredTypes types = new FilteredTypes(
                ObjectInputFilter.Config.createFilter("!" + Point.class.getName()));
        Fory open = fory(new FilteredTypes());
        Fory filtered = fory(types);
        byte[] message = open.serialize(new Point(1, 2, "p"));
        assertThatThrownBy(() -> filtered.deserialize(message)).isInstanceOf(ForyException.class);
        assertThatThrownBy(() -> filtered.serialize(new Point[] {new Point(1, 2, "p")}))
                .isInstanceOf(ForyException.class);
        assertThat(filtered.deserialize(open.serialize(new Bean()))).isInstanceOf(Bean.class);
    }

    private static Fory fory(FilteredTypes types) {
        return Fory.builder()
                .withXlang(false)
                .withCompatible(false)
                .requireClassRegistration(false)
                .withTypeChecker(types)
                .build();
    }

    /** Has {@link Versioned} with another field. */
    private static final class Changing extends ClassLoader {
        Changing() {
            super(WhatForyCarriesTest.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (!name.equals(Versioned.class.getName())) {
                return super.loadClass(name, resolve);
            }
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                return loaded == null ? define(name) : loaded;
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            String file = "/" + name.replace('.', '/') + ".class";
            try (InputStream in = WhatForyCarriesTest.class.getResourceAsStream(file)) {
                byte[] changed = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1)
                        .replace("firstName", "otherName")
                        .getBytes(StandardCharsets.ISO_8859_1);
                return defineClass(name, changed, 0, changed.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }

    @Test
    void classOfAnotherVersionIsRefusedAndNotMisread() throws Exception {
        byte[] message = encoded(new Versioned());
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(new Changing());
        try {
            assertThatThrownBy(() -> decoded(message))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("Versioned");
        } finally {
            thread.setContextClassLoader(before);
        }
        assertThat(((Versioned) decoded(message)).firstName).isEqualTo(5);
    }
}

package io.furcula.internal.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidClassException;
import java.io.Serializable;
import java.lang.ref.WeakReference;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class JdkCodecTest {

    private final JdkCodec codec = new JdkCodec();

    private static final class Point implements Serializable {
        private static final long serialVersionUID = 0x1122334455667788L;
        private final int x;
        private final String name;

        Point(int x, String name) {
            this.x = x;
            this.name = name;
        }
    }

    private static class Base implements Serializable {
        private static final long serialVersionUID = 1;
        private final List<Object> list = new ArrayList<>();
    }

    private static final class Derived extends Base {
        private static final long serialVersionUID = 1;
        private final Class<?>[] classes = {int.class, int[].class, Derived.class};
    }

    private byte[] encoded(Object value) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        codec.encode(value, out);
        return out.toByteArray();
    }

    private Object decoded(byte[] bytes) throws Exception {
        return codec.decode(new ByteArrayInputStream(bytes));
    }

    /** The second time round, descriptions come from what is kept. */
    @Test
    void sameClassesComeAndGoAgainAndAgain() throws Exception {
        for (int i = 0; i < 3; i++) {
            Point point = (Point) decoded(encoded(new Point(i, "p" + i)));
            assertThat(point.x).isEqualTo(i);
            assertThat(point.name).isEqualTo("p" + i);
            Derived before = new Derived();
            ((Base) before).list.add(point);
            Derived after = (Derived) decoded(encoded(before));
            assertThat(after.classes).isEqualTo(before.classes);
            assertThat(((Base) after).list).hasSize(1);
        }
    }

    @Test
    void classOfAnotherVersionIsRefusedAlthoughOneIsKnown() throws Exception {
        byte[] bytes = encoded(new Point(1, "p"));
        decoded(bytes);
        byte[] uid = {0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, (byte) 0x88};
        int at = new String(bytes, StandardCharsets.ISO_8859_1)
                .indexOf(new String(uid, StandardCharsets.ISO_8859_1));
        bytes[at]++;
        assertThatThrownBy(() -> decoded(bytes)).isInstanceOf(InvalidClassException.class);
    }

    @Test
    void brokenMessagesAreErrorsOfTheirOwnSize() throws Exception {
        byte[] bytes = encoded(new Point(1, "p"));
        for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            assertThatThrownBy(() -> decoded(cut)).isInstanceOf(IOException.class);
        }
        // length of the first description: behind the header, TC_OBJECT and TC_CLASSDESC
        byte[] long2Gib = bytes.clone();
        long2Gib[6] = 0x7f;
        assertThatThrownBy(() -> decoded(long2Gib)).isInstanceOf(IOException.class);
        byte[] negative = bytes.clone();
        negative[6] = (byte) 0xff;
        assertThatThrownBy(() -> decoded(negative)).isInstanceOf(IOException.class);
    }

    /** Has the classes of this test anew. */
    private static final class Copying extends ClassLoader {
        Copying(ClassLoader parent) {
            super(parent);
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null || !name.startsWith(JdkCodecTest.class.getName())) {
                    return loaded != null ? loaded : super.loadClass(name, resolve);
                }
                String file = name.replace('.', '/') + ".class";
                try (InputStream in = getParent().getResourceAsStream(file)) {
                    byte[] bytes = in.readAllBytes();
                    return defineClass(name, bytes, 0, bytes.length);
                } catch (IOException e) {
                    throw new ClassNotFoundException(name, e);
                }
            }
        }
    }

    private Object decodedBy(ClassLoader loader, byte[] bytes) throws Exception {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try {
            return decoded(bytes);
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    @Test
    void classIsThatOfTheContextLoaderWhoeverReadOneBefore() throws Exception {
        byte[] bytes = encoded(new Point(1, "p"));
        ClassLoader own = getClass().getClassLoader();
        ClassLoader first = new Copying(own);
        ClassLoader second = new Copying(own);
        for (int i = 0; i < 3; i++) {
            for (ClassLoader loader : List.of(first, second, own)) {
                assertThat(decodedBy(loader, bytes).getClass().getClassLoader()).isSameAs(loader);
            }
        }
    }

    @Test
    void loaderIsNotKept() throws Exception {
        byte[] bytes = encoded(new Point(1, "p"));
        WeakReference<ClassLoader> loader =
                new WeakReference<>(new Copying(getClass().getClassLoader()));
        decodedBy(loader.get(), bytes);
        for (int i = 0; i < 100 && loader.get() != null; i++) {
            System.gc();
        }
        assertThat(loader.get()).isNull();
    }
}

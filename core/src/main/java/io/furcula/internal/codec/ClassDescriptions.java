package io.furcula.internal.codec;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * How classes are described in messages: as Java's serialisation does it, but each description is made
 * once, and read once. It is most of a small message, and reading it used to be most of the work.
 *
 * <p>What is kept are the very bytes, and what the JDK reads from them: names, types of fields and the
 * serial version. A description that differs in one bit is another one. Nothing here keeps a class or a
 * class loader from being unloaded.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class ClassDescriptions {

    /** A process meets this many classes, or one that sends nonsense does not fill the heap. */
    private static final int MOST = 2048;

    private static final int LONGEST_KEPT = 4096;

    private static final ConcurrentHashMap<Bytes, Description> READ = new ConcurrentHashMap<>();

    /** Of local classes, ready to be written. */
    private static final ClassValue<byte[]> WRITTEN = new ClassValue<>() {
        @Override
        protected byte[] computeValue(Class<?> type) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream(256);
            try (Writer out = new Writer(bytes)) {
                out.writeClassDescriptor(ObjectStreamClass.lookupAny(type));
            } catch (IOException e) {
                throw new UncheckedIOException("an array of bytes takes all", e);
            }
            return bytes.toByteArray();
        }
    };

    private ClassDescriptions() {}

    /** {@return the description of a local class} Not to be changed. */
    static byte[] of(Class<?> type) {
        return WRITTEN.get(type);
    }

    /**
     * {@return what is in a description}
     *
     * @param bytes from {@link #of}, here or in another process; not to be changed any more
     * @throws IOException if it is malformed
     */
    static Description read(byte[] bytes) throws IOException, ClassNotFoundException {
        Bytes key = new Bytes(bytes);
        Description known = READ.get(key);
        return known == null ? readNew(key) : known;
    }

    private static Description readNew(Bytes key) throws IOException, ClassNotFoundException {
        Description description;
        try (Reader in = new Reader(new ByteArrayInputStream(key.content))) {
            description = new Description(in.readClassDescriptor());
        }
        if (key.content.length <= LONGEST_KEPT) {
            if (READ.size() >= MOST) {
                READ.clear();
            }
            READ.put(key, description);
        }
        return description;
    }

    /** A class as its sender describes it. */
    static final class Description {
        private final ObjectStreamClass content;
        private volatile @Nullable Resolved last;

        private Description(ObjectStreamClass content) {
            this.content = content;
        }

        ObjectStreamClass content() {
            return content;
        }

        /** {@return the class here, if it was the last that was found, and through this loader} */
        @Nullable
        Class<?> resolved(ClassLoader loader) {
            Resolved resolved = last;
            return resolved != null && resolved.loader.refersTo(loader)
                    ? resolved.type.get()
                    : null;
        }

        void resolve(ClassLoader loader, Class<?> type) {
            last = new Resolved(new WeakReference<>(loader), new WeakReference<>(type));
        }
    }

    private record Resolved(WeakReference<ClassLoader> loader, WeakReference<Class<?>> type) {}

    /** Bytes that are equal if their content is. */
    private static final class Bytes {
        private final byte[] content;
        private final int hash;

        Bytes(byte[] content) {
            this.content = content;
            this.hash = Arrays.hashCode(content);
        }

        @Override
        public int hashCode() {
            return hash;
        }

        @Override
        public boolean equals(Object other) {
            return other instanceof Bytes that && Arrays.equals(content, that.content);
        }
    }

    private static final class Writer extends ObjectOutputStream {
        Writer(OutputStream out) throws IOException {
            super(out);
        }

        @Override
        protected void writeStreamHeader() {}

        @Override
        protected void writeClassDescriptor(ObjectStreamClass description) throws IOException {
            super.writeClassDescriptor(description);
        }
    }

    private static final class Reader extends ObjectInputStream {
        Reader(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected void readStreamHeader() {}

        @Override
        protected ObjectStreamClass readClassDescriptor()
                throws IOException, ClassNotFoundException {
            return super.readClassDescriptor();
        }
    }
}

package io.furcula.internal.codec;

import io.furcula.internal.codec.ClassDescriptions.Description;
import io.furcula.spi.MessageCodec;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;
import java.io.StreamCorruptedException;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Java serialisation, under a filter, with {@linkplain ClassDescriptions descriptions of classes} that
 * are read once. Parent and child trust each other, so the filter only bounds what a broken stream can
 * do, unless {@value #FILTER_PROPERTY} says more; a filter of the whole JVM holds as well.
 */
final class JdkCodec implements MessageCodec {

    /** A pattern as {@link ObjectInputFilter.Config#createFilter} defines it. */
    static final String FILTER_PROPERTY = "furcula.serial.filter";

    private static final int DEEPEST = 5000;

    private static final ObjectInputFilter FILTER = filter();

    /** Whether what it writes stays between processes of one user that trust each other. */
    private final boolean isPrivate;

    /** What is written instead of an object, or null: each object as it is. */
    private final @Nullable UnaryOperator<Object> replacement;

    JdkCodec() {
        this(true, null);
    }

    private JdkCodec(boolean isPrivate, @Nullable UnaryOperator<Object> replacement) {
        this.isPrivate = isPrivate;
        this.replacement = replacement;
    }

    /** {@return one that writes for a peer that reads under a filter} */
    static JdkCodec forPeer(@Nullable UnaryOperator<Object> replacement) {
        return new JdkCodec(false, replacement);
    }

    private static ObjectInputFilter filter() {
        String pattern = System.getProperty(FILTER_PROPERTY);
        return pattern == null ? new DepthFilter() : ObjectInputFilter.Config.createFilter(pattern);
    }

    /** No lambda and no pattern: a child reads its task with this before anything else. */
    private static final class DepthFilter implements ObjectInputFilter {
        @Override
        public Status checkInput(FilterInfo info) {
            return info.depth() > DEEPEST ? Status.REJECTED : Status.UNDECIDED;
        }
    }

    @Override
    public String name() {
        return "jdk";
    }

    @Override
    public void encode(Object value, OutputStream out) throws IOException {
        try (DescribingStream objects = new DescribingStream(out, isPrivate, replacement)) {
            objects.writeObject(value);
        }
    }

    @Override
    public Object decode(InputStream in) throws IOException, ClassNotFoundException {
        try (LoadingStream objects = new LoadingStream(in, true)) {
            objects.setObjectInputFilter(FILTER);
            return objects.readObject();
        }
    }

    /** Under a filter of its own; the one of this process holds as well. */
    Object decode(InputStream in, ObjectInputFilter filter)
            throws IOException, ClassNotFoundException {
        try (LoadingStream objects = new LoadingStream(in, false)) {
            objects.setObjectInputFilter(info -> {
                ObjectInputFilter.Status status = filter.checkInput(info);
                return status == ObjectInputFilter.Status.REJECTED
                                || FILTER.checkInput(info) == ObjectInputFilter.Status.REJECTED
                        ? ObjectInputFilter.Status.REJECTED
                        : status;
            });
            return objects.readObject();
        }
    }

    /** Where the JDK writes a class's description, it writes the length first: then it can be skipped. */
    private static final class DescribingStream extends ObjectOutputStream
            implements ObjectChannel {
        private final boolean isPrivate;
        private final @Nullable UnaryOperator<Object> replacement;

        DescribingStream(
                OutputStream out, boolean isPrivate, @Nullable UnaryOperator<Object> replacement)
                throws IOException {
            super(out);
            this.isPrivate = isPrivate;
            this.replacement = replacement;
            if (replacement != null) {
                enableReplaceObject(true);
            }
        }

        @Override
        public boolean isPrivate() {
            return isPrivate;
        }

        @Override
        protected Object replaceObject(Object object) {
            return replacement == null ? object : replacement.apply(object);
        }

        @Override
        protected void writeClassDescriptor(ObjectStreamClass description) throws IOException {
            byte[] bytes = ClassDescriptions.of(description.forClass());
            writeInt(bytes.length);
            write(bytes);
        }
    }

    /** Finds classes through the thread's context class loader first. */
    private static final class LoadingStream extends ObjectInputStream implements ObjectChannel {
        private final boolean isPrivate;
        private @Nullable Description last;

        LoadingStream(InputStream in, boolean isPrivate) throws IOException {
            super(in);
            this.isPrivate = isPrivate;
        }

        @Override
        public boolean isPrivate() {
            return isPrivate;
        }

        @Override
        protected ObjectStreamClass readClassDescriptor()
                throws IOException, ClassNotFoundException {
            int length = readInt();
            if (length < 0) {
                throw new StreamCorruptedException("a class description of " + length + " bytes");
            }
            byte[] bytes = readNBytes(length); // allocates no more than there is
            if (bytes.length < length) {
                throw new EOFException("the message ends in a class description");
            }
            Description description = ClassDescriptions.read(bytes);
            last = description;
            return description.content();
        }

        /** Called right after the description has been read. */
        @Override
        protected Class<?> resolveClass(ObjectStreamClass description)
                throws IOException, ClassNotFoundException {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            if (loader == null) {
                return super.resolveClass(description);
            }
            Description known = last;
            if (known == null || known.content() != description) {
                throw new AssertionError("no description has been read of " + description);
            }
            Class<?> resolved = known.resolved(loader);
            if (resolved != null) {
                return resolved;
            }
            try {
                Class<?> type = Class.forName(description.getName(), false, loader);
                known.resolve(loader, type);
                return type;
            } catch (ClassNotFoundException e) {
                // Primitive classes, and classes that only our caller's loader knows.
                return super.resolveClass(description);
            }
        }
    }
}

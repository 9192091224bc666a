package io.furcula.internal.codec;

import io.furcula.spi.MessageCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.ObjectInputFilter;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.io.OutputStream;

/**
 * Java serialisation, under a filter. Parent and child trust each other, so the filter only bounds
 * what a broken stream can do, unless {@value #FILTER_PROPERTY} says more; a filter of the whole JVM
 * holds as well.
 */
final class JdkCodec implements MessageCodec {

    /** A pattern as {@link ObjectInputFilter.Config#createFilter} defines it. */
    static final String FILTER_PROPERTY = "furcula.serial.filter";

    private static final int DEEPEST = 5000;

    private static final ObjectInputFilter FILTER = filter();

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
        try (ObjectOutputStream objects = new ObjectOutputStream(out)) {
            objects.writeObject(value);
        }
    }

    @Override
    public Object decode(InputStream in) throws IOException, ClassNotFoundException {
        try (LoadingStream objects = new LoadingStream(in)) {
            objects.setObjectInputFilter(FILTER);
            return objects.readObject();
        }
    }

    /** Under a filter of its own; the one of this process holds as well. */
    Object decode(InputStream in, ObjectInputFilter filter)
            throws IOException, ClassNotFoundException {
        try (LoadingStream objects = new LoadingStream(in)) {
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

    /** Finds classes through the thread's context class loader first. */
    private static final class LoadingStream extends ObjectInputStream {
        LoadingStream(InputStream in) throws IOException {
            super(in);
        }

        @Override
        protected Class<?> resolveClass(ObjectStreamClass description)
                throws IOException, ClassNotFoundException {
            ClassLoader loader = Thread.currentThread().getContextClassLoader();
            if (loader != null) {
                try {
                    return Class.forName(description.getName(), false, loader);
                } catch (ClassNotFoundException e) {
                    // Primitive classes, and classes that only our caller's loader knows.
                }
            }
            return super.resolveClass(description);
        }
    }
}

package io.furcula.fory;

import io.furcula.SharedMemoryException;
import io.furcula.spi.MessageCodec;
import java.io.IOException;
import java.io.InputStream;
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.OutputStream;
import java.util.List;
import org.apache.fory.Fory;
import org.jspecify.annotations.Nullable;

/**
 * The codec {@code fory}: messages by Apache Fory, which generates code for each class. It turns itself
 * on by being on the class path; {@code -Dfurcula.codec=jdk} keeps it off.
 *
 * <p>An object whose class serialises itself with code of its own ({@code writeObject}, {@code
 * readObject}, {@code Externalizable}; every exception does), or that Fory does not carry, is declined:
 * Java's serialisation sends it, with all that it refers to. Other objects arrive as they would by Java's
 * serialisation, with these differences:
 *
 * <ul>
 *   <li>A class need not be {@code Serializable}, unless it is the JDK's. Its fields are copied, but for
 *       transient ones.
 *   <li>A class that has a constructor without arguments may be built by it, before its fields are set:
 *       it runs, and a transient field is as it leaves it, or null, which depends on the JDK.
 *   <li>Sender and receiver must have the same version of a class, whatever its {@code
 *       serialVersionUID} says.
 * </ul>
 *
 * <p>The first message of a JVM takes about half a second, and the first of a class some tens of
 * milliseconds: children of {@code fork} and {@code forkserver} inherit what their parent or server has
 * generated.
 *
 * <p>On JDK 24 and later Fory makes this JVM print a warning about {@code sun.misc.Unsafe}, once, unless
 * it was started with {@code --add-opens=java.base/java.lang.invoke=ALL-UNNAMED}. Children get that.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class ForyCodec implements MessageCodec {

    /** The JDK from which on Fory causes a warning. */
    private static final int WARNS_OF_UNSAFE = 24;

    /** Called by the service loader. */
    public ForyCodec() {}

    @Override
    public String name() {
        return "fory";
    }

    @Override
    public boolean isDefault() {
        return true;
    }

    @Override
    public List<String> jvmArguments() {
        if (Runtime.version().feature() < WARNS_OF_UNSAFE) {
            return List.of(); // a JVM with such an option starts a little later
        }
        Module fory = Fory.class.getModule();
        String to = fory.isNamed() ? fory.getName() : "ALL-UNNAMED";
        return List.of("--add-opens=java.base/java.lang.invoke=" + to);
    }

    @Override
    public void encode(Object value, OutputStream out) throws IOException {
        Instances instances = Instances.ofContextLoader();
        Fory fory = instances.take();
        byte[] bytes;
        try {
            bytes = fory.serialize(value);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            if (cause(e, DeclinedException.class) != null) {
                instances.give(
                        fory); // it stopped between two objects: no other error is that harmless
            }
            throw declined(value, e);
        }
        instances.give(fory);
        out.write(bytes);
    }

    private static NotSerializableException declined(Object value, Throwable e) {
        NotSerializableException declined = new NotSerializableException(
                value.getClass().getName() + ", by Fory: " + rootCause(e));
        declined.initCause(e);
        return declined;
    }

    @Override
    public Object decode(InputStream in) throws IOException, ClassNotFoundException {
        byte[] bytes = in.readAllBytes();
        Instances instances = Instances.ofContextLoader();
        Fory fory = instances.take();
        Object value;
        try {
            value = fory.deserialize(bytes);
        } catch (RuntimeException | StackOverflowError | LinkageError e) {
            throw failed(e); // and what Fory remembers of a broken message is dropped
        }
        instances.give(fory);
        if (value == null) {
            throw new InvalidObjectException("there is nothing in the message");
        }
        return value;
    }

    /** Fory wraps what an object's own code throws, and what is known of a class that is missing. */
    private static IOException failed(Throwable e) throws ClassNotFoundException {
        ClassNotFoundException missing = cause(e, ClassNotFoundException.class);
        if (missing != null) {
            throw missing;
        }
        SharedMemoryException gone = cause(e, SharedMemoryException.class);
        if (gone != null) {
            throw gone; // says itself what is gone
        }
        IOException failed = new InvalidObjectException(String.valueOf(rootCause(e)));
        failed.initCause(e);
        return failed;
    }

    private static <T extends Throwable> @Nullable T cause(Throwable e, Class<T> type) {
        for (Throwable t = e; t != null; t = t.getCause()) {
            if (type.isInstance(t)) {
                return type.cast(t);
            }
        }
        return null;
    }

    private static Throwable rootCause(Throwable e) {
        Throwable root = e;
        for (Throwable t = e; t != null; t = t.getCause()) {
            root = t;
        }
        return root;
    }
}

package io.furcula.internal.codec;

import io.furcula.internal.ErrorText;
import io.furcula.spi.MessageCodec;
import java.lang.System.Logger.Level;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Finds the codecs, and chooses among them. They are looked for once, when the first message is sent
 * that needs one: who sends none does not wait for it.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class Codecs {

    /** Chooses the codec of messages by its name. */
    public static final String PROPERTY = "furcula.codec";

    /** Java's serialisation: always there. */
    static final JdkCodec JDK = new JdkCodec();

    /** The same, for a peer that reads under a filter. */
    static final JdkCodec FOR_PEER = JdkCodec.forPeer(null);

    private static final System.Logger LOG = System.getLogger("io.furcula.codec");

    private static volatile @Nullable Codecs found;

    private final Map<String, MessageCodec> byName;
    private final MessageCodec chosen;

    private Codecs(Map<String, MessageCodec> byName, MessageCodec chosen) {
        this.byName = byName;
        this.chosen = chosen;
    }

    private static Codecs found() {
        Codecs codecs = found;
        return codecs == null ? findOnce() : codecs;
    }

    /** An error is found again, and told again, at the next use. */
    private static synchronized Codecs findOnce() {
        Codecs codecs = found;
        if (codecs == null) {
            ClassLoader context = Thread.currentThread().getContextClassLoader();
            codecs = find(
                    context == null ? Codecs.class.getClassLoader() : context,
                    System.getProperty(PROPERTY));
            found = codecs;
        }
        return codecs;
    }

    /** {@return the codec of messages} */
    public static MessageCodec chosen() {
        return found().chosen;
    }

    /**
     * {@return a codec, if it is on the class path}
     *
     * @param name its name
     */
    public static @Nullable MessageCodec named(String name) {
        return name.equals(JDK.name()) ? JDK : found().byName.get(name);
    }

    /** {@return the names of all} */
    static String names() {
        return String.join(", ", found().byName.keySet());
    }

    /** {@return the chosen one's name} */
    String name() {
        return chosen.name();
    }

    /**
     * {@return options that the codec of messages asks for, for the JVMs of children}
     *
     * @throws IllegalStateException if it cannot be chosen
     */
    public static List<String> jvmArguments() {
        return chosen().jvmArguments();
    }

    /**
     * Looks for codecs through one class loader.
     *
     * @param wanted the name of the one to choose, if there is one
     */
    static Codecs find(ClassLoader loader, @Nullable String wanted) {
        Map<String, MessageCodec> byName = new TreeMap<>();
        byName.put(JDK.name(), JDK);
        Iterator<MessageCodec> services =
                ServiceLoader.load(MessageCodec.class, loader).iterator();
        while (true) {
            try {
                if (!services.hasNext()) {
                    return new Codecs(byName, choose(byName, wanted));
                }
                add(byName, services.next());
            } catch (ServiceConfigurationError e) { // whoever names it is told that it is missing
                LOG.log(Level.WARNING, "a message codec cannot be loaded", e);
            }
        }
    }

    private static void add(Map<String, MessageCodec> byName, MessageCodec codec) {
        String name = codec.name();
        LOG.log(Level.DEBUG, () -> "found message codec '" + name + "': " + describe(codec));
        if (name.isEmpty() || name.length() > 255 || name.chars().anyMatch(c -> c > 127)) {
            throw new IllegalStateException(ErrorText.of(
                            "FUR-206",
                            "A message codec is called '" + name
                                    + "', which is not 1 to 255 ASCII characters.")
                    .detail("codec", describe(codec))
                    .toString());
        }
        MessageCodec other = byName.putIfAbsent(name, codec);
        if (other != null) {
            throw new IllegalStateException(
                    ErrorText.of("FUR-206", "Two message codecs are called '" + name + "'.")
                            .detail("first", describe(other))
                            .detail("second", describe(codec))
                            .remedy("remove one of the two jars from the class path")
                            .toString());
        }
    }

    private static MessageCodec choose(Map<String, MessageCodec> byName, @Nullable String wanted) {
        if (wanted != null) {
            MessageCodec codec = byName.get(wanted);
            if (codec == null) {
                throw new IllegalStateException(ErrorText.of(
                                "FUR-206",
                                "There is no message codec '" + wanted + "' on the class path.")
                        .detail("found", String.join(", ", byName.keySet()))
                        .remedy("-D" + PROPERTY + "=" + JDK.name() + ", or add the jar that has '"
                                + wanted + "'")
                        .toString());
            }
            return codec;
        }
        List<MessageCodec> asking = new ArrayList<>(byName.values());
        asking.removeIf(codec -> !codec.isDefault());
        if (asking.size() > 1) {
            throw new IllegalStateException(ErrorText.of(
                            "FUR-206", "More than one message codec wants to be the default.")
                    .detail(
                            "found",
                            asking.stream().map(Codecs::describe).collect(Collectors.joining("; ")))
                    .remedy("-D" + PROPERTY + "=" + asking.get(0).name()
                            + ", or remove all but one of their jars")
                    .toString());
        }
        return asking.isEmpty() ? JDK : asking.get(0);
    }

    private static String describe(MessageCodec codec) {
        Class<?> type = codec.getClass();
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return "'" + codec.name() + "', " + type.getName()
                + (source == null ? "" : " from " + source.getLocation());
    }
}

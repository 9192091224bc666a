package io.furcula.internal.start;

import io.furcula.StartMethods.Entry;
import io.furcula.internal.ErrorText;
import io.furcula.spi.Availability;
import io.furcula.spi.StartMethod;
import java.lang.System.Logger.Level;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.jspecify.annotations.Nullable;

/**
 * Finds the start methods, checks them and lists them. Looked for once, at first use.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
public final class Providers {

    /** The order of the default: the first that is available. */
    private static final List<String> PREFERRED =
            List.of("fork", "forkserver", "spawn", "threading");

    private static final System.Logger LOG = System.getLogger("io.furcula.start");

    private static @Nullable Providers found;

    private final Map<String, StartMethod> byId;
    private final List<String> broken;

    private Providers(Map<String, StartMethod> byId, List<String> broken) {
        this.byId = byId;
        this.broken = broken;
    }

    /** Found at first use; an error is found again, and told again, at the next. */
    private static synchronized Providers found() {
        Providers providers = found;
        if (providers == null) {
            providers = find(contextLoader());
            found = providers;
        }
        return providers;
    }

    private static ClassLoader contextLoader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null ? Providers.class.getClassLoader() : context;
    }

    /** Looks for start methods through one class loader. */
    static Providers find(ClassLoader loader) {
        Map<String, StartMethod> byId = new LinkedHashMap<>();
        List<String> broken = new ArrayList<>();
        Iterator<StartMethod> found =
                ServiceLoader.load(StartMethod.class, loader).iterator();
        while (true) {
            try {
                if (!found.hasNext()) {
                    return new Providers(byId, broken);
                }
                add(byId, found.next());
            } catch (ServiceConfigurationError e) {
                broken.add(String.valueOf(e.getMessage()));
                LOG.log(Level.WARNING, "a start method cannot be loaded", e);
            }
        }
    }

    private static void add(Map<String, StartMethod> byId, StartMethod method) {
        LOG.log(Level.DEBUG, () -> "found start method '" + method.id() + "': " + describe(method));
        StartMethod other = byId.putIfAbsent(method.id(), method);
        if (other != null) {
            throw new IllegalStateException(
                    ErrorText.of("FUR-106", "Two start methods are called '" + method.id() + "'.")
                            .detail("first", describe(other))
                            .detail("second", describe(method))
                            .remedy("remove one of the two jars from the class path")
                            .toString());
        }
    }

    private static String describe(StartMethod method) {
        Class<?> type = method.getClass();
        CodeSource source = type.getProtectionDomain().getCodeSource();
        String version = type.getPackage().getImplementationVersion();
        return type.getName()
                + (version == null ? "" : " " + version)
                + (source == null ? "" : " from " + source.getLocation());
    }

    /** In a process that records what it loads: has every method load what it will need. */
    public static void train() {
        for (StartMethod method : found().byId.values()) {
            try {
                method.train();
            } catch (Exception | LinkageError e) { // what does not work is said where it is needed
                LOG.log(Level.DEBUG, () -> "'" + method.id() + "' cannot be trained", e);
            }
        }
    }

    /** {@return all that were found, the default first} */
    public static List<Entry> entries() {
        return found().list();
    }

    private List<Entry> list() {
        return byId.values().stream()
                .sorted(Comparator.comparing(
                                (StartMethod m) -> !m.availability().available())
                        .thenComparingInt(m -> rank(m.id())))
                .map(m -> new Entry(m.id(), m.availability(), describe(m)))
                .toList();
    }

    private static int rank(String id) {
        int rank = PREFERRED.indexOf(id);
        return rank < 0 ? PREFERRED.size() : rank;
    }

    /** {@return the first available one} */
    public static String defaultId() {
        return entries().stream()
                .filter(e -> e.availability().available())
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        ErrorText.of("FUR-105", "There is no start method that can be used.")
                                .detail("found", found().summary())
                                .remedy("add io.furcula:furcula-spi-spawn to the class path")
                                .toString()))
                .id();
    }

    /**
     * {@return a start method that can be used}
     *
     * @param id its name
     * @throws IllegalArgumentException if there is none, naming the artifact to add; or if it cannot
     *     work here, naming the reason
     */
    public static StartMethod require(String id) {
        return found().get(Objects.requireNonNull(id));
    }

    StartMethod get(String id) {
        StartMethod method = byId.get(id);
        if (method == null) {
            ErrorText text = ErrorText.of(
                            "FUR-105", "There is no start method '" + id + "' on the class path.")
                    .detail("found", summary());
            if (PREFERRED.contains(id)) {
                text.remedy("add io.furcula:furcula-spi-" + id + " to the class path");
            } else {
                text.remedy("one of those found, or add the jar that has '" + id + "'");
            }
            throw new IllegalArgumentException(text.toString());
        }
        Availability availability = method.availability();
        if (!availability.available()) {
            throw new IllegalArgumentException(ErrorText.of(
                            "FUR-107",
                            "Start method '" + id + "' cannot be used here: "
                                    + availability.reason())
                    .detail("found", summary())
                    .toString());
        }
        return method;
    }

    private String summary() {
        StringBuilder text = new StringBuilder();
        for (Entry entry : list()) {
            text.append(text.isEmpty() ? "" : ", ").append(entry.id());
            if (!entry.availability().available()) {
                text.append(" (unavailable: ")
                        .append(entry.availability().reason())
                        .append(')');
            }
        }
        broken.forEach(b -> text.append("; broken: ").append(b));
        return text.isEmpty() ? "none" : text.toString();
    }
}

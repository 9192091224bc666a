package io.furcula.internal.connect;

import java.io.ObjectInputFilter;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which classes a message of a peer may name: values and collections of the JDK, whose reading runs no
 * code but their own, and what the user allows. For one message.
 *
 * <p>Not on it, though they are the JDK's: what opens files or sockets or looks up names ({@code URL},
 * {@code InetAddress}), what runs code ({@code Proxy}, lambdas), and {@code Class} objects.
 *
 * <p><b>Thread safety:</b> none; one message is read by one thread.
 */
final class AllowList implements ObjectInputFilter {

    private static final int DEEPEST = 1000;

    /** Collections make tables for what they say they hold; in a message each element takes a byte. */
    private static final int TABLE_PER_BYTE = 8;

    private static final Set<String> JDK = Stream.of(
                    in(
                            "java.lang",
                            "Boolean Byte Character Double Enum Float Integer Long Number "
                                    + "Object Record Short StackTraceElement String StringBuffer "
                                    + "StringBuilder Throwable"),
                    in("java.math", "BigDecimal BigInteger MathContext RoundingMode"),
                    in("java.net", "URI"),
                    in(
                            "java.time",
                            "Ser DayOfWeek Duration Instant LocalDate LocalDateTime "
                                    + "LocalTime Month MonthDay OffsetDateTime OffsetTime Period Year "
                                    + "YearMonth ZoneId ZoneOffset ZoneRegion ZonedDateTime"),
                    in("java.time.chrono", "Ser"),
                    in("java.time.temporal", "ChronoUnit ChronoField ValueRange WeekFields"),
                    in(
                            "java.util",
                            "AbstractCollection AbstractList AbstractMap AbstractQueue "
                                    + "AbstractSet AbstractSequentialList ArrayDeque ArrayList "
                                    + "Arrays$ArrayList BitSet CollSer "
                                    + "Comparators$NaturalOrderComparator Currency Date Dictionary "
                                    + "EnumMap EnumSet EnumSet$SerializationProxy HashMap HashSet "
                                    + "Hashtable IdentityHashMap JumboEnumSet RegularEnumSet LinkedHashMap LinkedHashSet "
                                    + "LinkedList Locale PriorityQueue Properties Stack TreeMap "
                                    + "TreeSet UUID Vector AbstractMap$SimpleEntry "
                                    + "AbstractMap$SimpleImmutableEntry"),
                    in(
                            "java.util.concurrent",
                            "ArrayBlockingQueue ConcurrentHashMap ConcurrentHashMap$Segment "
                                    + "ConcurrentLinkedDeque ConcurrentLinkedQueue "
                                    + "ConcurrentSkipListMap ConcurrentSkipListSet "
                                    + "CopyOnWriteArrayList CopyOnWriteArraySet LinkedBlockingDeque "
                                    + "LinkedBlockingQueue TimeUnit"),
                    in(
                            "java.util.concurrent.atomic",
                            "AtomicBoolean AtomicInteger AtomicIntegerArray AtomicLong "
                                    + "AtomicLongArray AtomicReference"),
                    in(
                            "java.util.concurrent.locks",
                            "AbstractOwnableSynchronizer AbstractQueuedSynchronizer "
                                    + "ReentrantLock ReentrantLock$NonfairSync ReentrantLock$Sync"))
            .flatMap(Function.identity())
            .collect(Collectors.toUnmodifiableSet());

    /** Views, empty collections, and those of {@code List.of}. */
    private static final List<String> NESTED_IN =
            List.of("java.util.Collections$", "java.util.ImmutableCollections$");

    /** Packages whose exceptions may come. */
    private static final Set<String> EXCEPTIONS =
            Set.of("java.io", "java.lang", "java.util", "java.util.concurrent", "java.time");

    private final Set<String> allowed;
    private final @Nullable ObjectInputFilter others;
    private final long longestArray;
    private @Nullable String refused;

    /**
     * Creates one.
     *
     * @param allowed names of classes besides
     * @param others asked about those that are on no list, or null
     * @param messageBytes how long the message is
     */
    AllowList(Set<String> allowed, @Nullable ObjectInputFilter others, int messageBytes) {
        this.allowed = allowed;
        this.others = others;
        this.longestArray = 64 + (long) TABLE_PER_BYTE * messageBytes;
    }

    private static Stream<String> in(String packageName, String classes) {
        return Stream.of(classes.split(" ")).map(name -> packageName + "." + name);
    }

    /** {@return why it refused the message, or null if it did not} */
    @Nullable
    String refused() {
        return refused;
    }

    @Override
    public Status checkInput(FilterInfo info) {
        if (info.depth() > DEEPEST) {
            return refuse("its objects are nested more than " + DEEPEST + " deep");
        }
        if (info.arrayLength() > longestArray) {
            return refuse("it asks for an array of " + info.arrayLength()
                    + " elements, which are not in it");
        }
        Class<?> type = info.serialClass();
        if (type == null) {
            return Status.UNDECIDED; // about numbers alone
        }
        while (type.isArray()) {
            type = type.getComponentType();
        }
        if (type.isPrimitive() || isKnown(type) || allowed.contains(type.getName())) {
            return Status.ALLOWED;
        }
        if (others != null && others.checkInput(info) == Status.ALLOWED) {
            return Status.ALLOWED;
        }
        return refuse("the class " + type.getName() + " is not allowed");
    }

    private static boolean isKnown(Class<?> type) {
        if (type.getClassLoader() != null) {
            return false; // the JDK's base has none
        }
        String name = type.getName();
        return JDK.contains(name)
                || NESTED_IN.stream().anyMatch(name::startsWith)
                || (Throwable.class.isAssignableFrom(type)
                        && EXCEPTIONS.contains(type.getPackageName()))
                || (isInterfaceOnly(type) && type.getPackageName().startsWith("java."));
    }

    /** {@return whether there can be no object of just this class} It is the type of an array's elements. */
    private static boolean isInterfaceOnly(Class<?> type) {
        return type.isInterface();
    }

    private Status refuse(String why) {
        if (refused == null) {
            refused = why;
        }
        return Status.REJECTED;
    }
}

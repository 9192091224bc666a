package io.furcula.internal.shared;

import io.furcula.SharedMemoryException;
import io.furcula.internal.ErrorText;
import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import io.furcula.spi.SegmentProvider;
import io.furcula.spi.SegmentRef;
import java.lang.ref.WeakReference;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Every segment that this process has created or attached, and the providers they come from.
 *
 * <p><b>Thread safety:</b> every method may be called by any thread at any time.
 */
public final class Segments {

    /** Chooses a provider by its id; without it the available one with the highest preference. */
    public static final String PROVIDER_PROPERTY = "furcula.segments";

    /** Mappings begin at multiples of this. */
    public static final int PAGE_BYTES = 4096;

    private static final int ID_BYTES = 16;

    private static final Segments INSTANCE = new Segments();

    private final Map<String, SegmentProvider> providers = new HashMap<>();
    private final SecureRandom random = new SecureRandom();

    /** So that one segment has one mapping here, however often its reference arrives. */
    private final Map<String, WeakReference<Segment>> known = new HashMap<>();

    /** How often each has been created or attached and not closed; guarded by {@link #known}. */
    private final Map<Segment, Integer> uses = new WeakHashMap<>();

    /** Segments whose reference is in a message: they must outlive the object that it was taken of. */
    private final Set<Segment> sent = ConcurrentHashMap.newKeySet();

    private Segments() {
        add(new FileSegmentProvider());
        ServiceLoader.load(SegmentProvider.class, Segments.class.getClassLoader())
                .forEach(this::add);
    }

    private void add(SegmentProvider provider) {
        SegmentProvider other = providers.putIfAbsent(provider.id(), provider);
        if (other != null) {
            throw new IllegalStateException("two segment providers are called '"
                    + provider.id()
                    + "': "
                    + other.getClass().getName()
                    + " and "
                    + provider.getClass().getName());
        }
    }

    /**
     * Creates a segment with its header.
     *
     * @param type one of {@link SegmentHeader}'s types
     * @param sizeBytes its whole size
     * @return the segment
     */
    public static Segment create(int type, long sizeBytes) {
        return INSTANCE.createHere(type, sizeBytes);
    }

    /**
     * Attaches a segment, or finds the one attached already.
     *
     * @param ref the segment's reference
     * @param type the type that it must have
     * @return the segment
     */
    public static Segment attach(SegmentRef ref, int type) {
        return INSTANCE.attachHere(ref, type);
    }

    /**
     * Keeps a segment until it is closed, even if nothing here refers to it any more: a reference to
     * it was put into a message.
     *
     * @param segment the segment
     */
    public static void keep(Segment segment) {
        INSTANCE.sent.add(segment);
    }

    /**
     * Adds a use of a segment that is open here: it stays open until that is given up as well.
     *
     * @param segment the segment
     */
    public static void retain(Segment segment) {
        synchronized (INSTANCE.known) {
            INSTANCE.uses.merge(segment, 1, Integer::sum);
        }
    }

    /**
     * Gives up one use of a segment; the last one closes it.
     *
     * @param segment the segment
     */
    public static void close(Segment segment) {
        INSTANCE.sent.remove(segment); // what nobody uses is closed when it is unreachable
        INSTANCE.releaseHere(segment);
    }

    /**
     * Gives up a use that {@link #retain} added. What is in a message is still kept for its receiver.
     *
     * @param segment the segment
     */
    public static void release(Segment segment) {
        INSTANCE.releaseHere(segment);
    }

    /** {@return the providers with their availability, the one in use first} */
    public static List<SegmentProvider> providers() {
        return INSTANCE.byPreference();
    }

    private List<SegmentProvider> byPreference() {
        List<SegmentProvider> sorted = new ArrayList<>(providers.values());
        sorted.sort(Comparator.comparingInt(SegmentProvider::preference).reversed());
        return sorted;
    }

    private Segment createHere(int type, long sizeBytes) {
        WaitTables.needed();
        byte[] bits = new byte[ID_BYTES];
        random.nextBytes(bits);
        String id = HexFormat.of().formatHex(bits);
        Placement placement = Placement.current();
        Segment segment = placement == null
                ? chosen().create(id, sizeBytes)
                : placement.create(ofFiles(), id, sizeBytes);
        try {
            Region header = segment.map(0, SegmentHeader.SIZE_BYTES);
            if (placement == null) {
                SegmentHeader.write(header.bytes(), type, id);
            } else {
                placement.writeHeader(header.bytes(), type, id);
            }
        } catch (RuntimeException e) {
            segment.close();
            throw e;
        }
        remember(id, segment);
        return segment;
    }

    private Segment attachHere(SegmentRef ref, int type) {
        WaitTables.needed();
        synchronized (known) {
            WeakReference<Segment> here = known.get(ref.id());
            Segment segment = here == null ? null : here.get();
            if (segment == null) {
                segment = provider(ref.provider()).attach(ref);
                try {
                    SegmentHeader.check(
                            segment.mapPrivate(0, SegmentHeader.SIZE_BYTES), type, ref.id());
                } catch (RuntimeException e) {
                    segment.close();
                    throw e;
                }
                remember(ref.id(), segment);
            } else {
                uses.merge(segment, 1, Integer::sum);
            }
            return segment;
        }
    }

    private void remember(String id, Segment segment) {
        synchronized (known) {
            known.values().removeIf(r -> r.get() == null);
            known.put(id, new WeakReference<>(segment));
            uses.put(segment, 1);
        }
    }

    private void releaseHere(Segment segment) {
        synchronized (known) {
            int left = uses.merge(segment, -1, Integer::sum);
            if (left > 0) {
                return;
            }
            uses.remove(segment);
            known.remove(segment.ref().id());
        }
        segment.close();
        ClosedMemory.add();
    }

    private SegmentProvider chosen() {
        String wanted = System.getProperty(PROVIDER_PROPERTY);
        if (wanted != null) {
            SegmentProvider provider = provider(wanted);
            if (!provider.availability().available()) {
                throw new SharedMemoryException(ErrorText.of(
                                "FUR-304",
                                "Shared memory of kind '"
                                        + wanted
                                        + "' cannot be used here: "
                                        + provider.availability().reason())
                        .remedy("leave out -D" + PROVIDER_PROPERTY + "=" + wanted)
                        .toString());
            }
            return provider;
        }
        return byPreference().stream()
                .filter(p -> p.availability().available())
                .findFirst()
                .orElseThrow(() -> new SharedMemoryException(
                        ErrorText.of("FUR-304", "No shared memory can be used here.")
                                .detail("found", reasons())
                                .toString()));
    }

    /**
     * {@return how a segment that is a file is attached here}
     *
     * @param id its id, which is in the file's name
     * @param file the file
     */
    public static SegmentRef inFile(String id, Path file) {
        return new SegmentRef(INSTANCE.ofFiles().id(), id, file.toString());
    }

    /** The one that is asked for, if it does; else the best. Plain files can always be mapped. */
    private SegmentProvider ofFiles() {
        String wanted = System.getProperty(PROVIDER_PROPERTY);
        List<SegmentProvider> able = byPreference().stream()
                .filter(p -> p.attachesAnyFile() && p.availability().available())
                .toList();
        return able.stream()
                .filter(p -> p.id().equals(wanted))
                .findFirst()
                .or(() -> able.stream().findFirst())
                .orElseGet(() -> provider(FileSegmentProvider.ID));
    }

    private String reasons() {
        StringBuilder text = new StringBuilder();
        byPreference()
                .forEach(p -> text.append(p.id())
                        .append(": ")
                        .append(p.availability().reason())
                        .append('\n'));
        return text.toString().strip();
    }

    private SegmentProvider provider(String id) {
        SegmentProvider provider = providers.get(id);
        if (provider == null) {
            throw new SharedMemoryException(ErrorText.of(
                            "FUR-304",
                            "Shared memory of kind '"
                                    + id
                                    + "' is not on the class path; found: "
                                    + providers.keySet()
                                    + ".")
                    .remedy("add io.furcula:furcula-shared-memory to this process's class path")
                    .toString());
        }
        return provider;
    }
}

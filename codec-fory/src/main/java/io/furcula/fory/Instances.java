package io.furcula.fory;

import java.lang.ref.SoftReference;
import java.util.Map;
import java.util.WeakHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.apache.fory.Fory;
import org.apache.fory.resolver.SharedRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Fory's instances for one class loader. Each does one thing at a time; whoever finds none free makes one
 * more. Nobody waits: an instance may be used by a thread that is in the middle of another message, or, in
 * a forked child, by one that is gone.
 *
 * <p><b>Thread safety:</b> safe for any number of threads.
 */
final class Instances {

    /** As many are kept for later. Messages are made and read without waiting: few threads do so at once. */
    private static final int KEPT = 32;

    /** That of the program, in nearly all JVMs: kept as long as the JVM. */
    private static final ClassLoader SYSTEM = ClassLoader.getSystemClassLoader();

    private static final Instances OF_SYSTEM = new Instances(SYSTEM);

    /**
     * For those of plug-ins and the like. An instance knows its classes, and so its loader: a soft
     * reference lets go of both when memory is short.
     */
    private static final Map<ClassLoader, SoftReference<Instances>> OF_OTHERS = new WeakHashMap<>();

    private final ClassLoader loader;
    private final SharedRegistry shared = new SharedRegistry();
    private final AtomicReferenceArray<@Nullable Fory> free = new AtomicReferenceArray<>(KEPT);

    private Instances(ClassLoader loader) {
        this.loader = loader;
    }

    static Instances ofContextLoader() {
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        return context == null || context == SYSTEM ? OF_SYSTEM : of(context);
    }

    private static Instances of(ClassLoader loader) {
        synchronized (OF_OTHERS) {
            SoftReference<Instances> known = OF_OTHERS.get(loader);
            Instances instances = known == null ? null : known.get();
            if (instances == null) {
                instances = new Instances(loader);
                OF_OTHERS.put(loader, new SoftReference<>(instances));
            }
            return instances;
        }
    }

    Fory take() {
        for (int i = 0; i < KEPT; i++) {
            if (free.get(i) != null) {
                Fory fory = free.getAndSet(i, null);
                if (fory != null) {
                    return fory;
                }
            }
        }
        return create();
    }

    void give(Fory fory) {
        for (int i = 0; i < KEPT; i++) {
            if (free.get(i) == null && free.compareAndSet(i, null, fory)) {
                return;
            }
        }
    }

    /*
     * Both sides trust each other, and what Java's serialisation carries is to arrive: so no class is
     * registered, and the limits are as high as they go, but for the depth, which is Java's. A filter
     * decides on classes. Both sides have the same classes: a hash of the fields says so.
     */
    private Fory create() {
        return Fory.builder()
                .withClassLoader(loader)
                .withSharedRegistry(shared)
                .withXlang(false)
                .withCompatible(false)
                .withClassVersionCheck(true)
                .serializeEnumByName(true)
                .withRefTracking(true)
                .requireClassRegistration(false)
                .withTypeChecker(FilteredTypes.INSTANCE)
                .withSerializerFactory(JavaOnly::serializer)
                .withMaxDepth(5000)
                .withMaxGraphMemoryBytes(Long.MAX_VALUE >> 1)
                .withMaxUnbackedContainerItems(Integer.MAX_VALUE)
                .withMaxTypeFields(0xffff)
                .withMaxTypeMetaBytes(Integer.MAX_VALUE)
                .build();
    }
}

package io.furcula;

import io.furcula.internal.ErrorText;
import io.furcula.internal.named.NamedMemory;
import io.furcula.internal.start.Self;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Frees all shared memory that was made in it: Python's {@code SharedMemoryManager}.
 *
 * <pre>{@code
 * try (SharedMemoryScope scope = SharedMemoryScope.open()) {
 *     SharedMemory frame = scope.memory(640 * 480);
 *     ShareableList totals = scope.list(List.of(0L, 0L));
 *     ...
 * } // both are closed and unlinked
 * }</pre>
 *
 * <p>Pass it to children as an argument, or through a queue: what they make in it is freed with it as well, even if they
 * have ended long before. The process that opened it is its owner; when that one ends, however it ends, the scope is
 * closed with it. Who has attached a block keeps the memory until it closes it or ends, but nobody can attach it any more.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
public final class SharedMemoryScope implements Serializable, AutoCloseable {

    private static final long serialVersionUID = 1;

    private final transient NamedMemory place;
    private final transient boolean opener;
    private final transient Self owner = Self.current();

    /** What this object has made, and is not closed. */
    private final transient Set<SharedMemory> made = ConcurrentHashMap.newKeySet();

    private transient volatile boolean closed;

    private SharedMemoryScope(NamedMemory place, boolean opener) {
        this.place = place;
        this.opener = opener;
    }

    /**
     * {@return a new scope, owned by this process}
     *
     * @throws SharedMemoryException if there is no shared memory; nothing is left behind
     */
    public static SharedMemoryScope open() {
        return new SharedMemoryScope(NamedMemory.create(NamedMemory.newName("scope-")), true);
    }

    /**
     * {@return a new block, all zero} It may be unlinked earlier than the scope, by the process that has made it.
     *
     * @param sizeBytes how large it is, at least 1
     * @throws IllegalStateException if the scope is closed, here or by its owner
     * @throws SharedMemoryFullException if there is no room; nothing is left behind
     */
    public SharedMemory memory(long sizeBytes) {
        if (closed || !place.isHeld()) {
            throw new IllegalStateException(
                    ErrorText.of("FUR-338", "The scope '" + place.name() + "' is closed.")
                            .likely("its owner has closed it or has ended")
                            .remedy(
                                    "close it after the last use, or open one here: SharedMemoryScope.open()")
                            .toString());
        }
        SharedMemory memory = SharedMemory.create(place, sizeBytes);
        made.removeIf(SharedMemory::isClosed);
        made.add(memory);
        if (closed) {
            memory.closeAndForget();
        }
        return memory;
    }

    /**
     * {@return a new list} As {@link ShareableList#of(List)}.
     *
     * @param elements its elements
     * @throws IllegalStateException if the scope is closed, here or by its owner
     * @throws SharedMemoryFullException if there is no room; nothing is left behind
     */
    public ShareableList list(List<?> elements) {
        return ShareableList.create(elements, 0, this::memory);
    }

    /**
     * Closes all blocks that this object has made; if this process is the scope's owner, unlinks those that were made in the
     * scope anywhere. Idempotent. A child that is a thread shares its parent's scope: its call does nothing.
     *
     * @throws SharedMemoryException if the folder of names cannot be used; the names are freed when this
     *     process ends
     */
    @Override
    public void close() {
        if (Self.current() != owner || closed) {
            return;
        }
        closed = true;
        made.forEach(SharedMemory::closeAndForget);
        made.clear();
        if (opener) {
            place.close();
        }
    }

    private Object writeReplace() {
        return new Handle(place.name());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a scope is sent as its handle");
    }

    private record Handle(String name) implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            return new SharedMemoryScope(NamedMemory.ofAnother(name), false);
        }
    }

    /** {@return for example {@code SharedMemoryScope[scope-5f0c2d1e9a7b6c30]}} */
    @Override
    public String toString() {
        return "SharedMemoryScope[" + place.name() + (closed ? ", closed]" : "]");
    }
}

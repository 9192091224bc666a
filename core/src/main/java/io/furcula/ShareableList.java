package io.furcula;

import io.furcula.internal.ErrorText;
import io.furcula.internal.shared.ListSlots;
import io.furcula.internal.shared.ListValue;
import io.furcula.internal.shared.TwoCopies;
import io.furcula.spi.Region;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.function.LongFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A list of fixed length in {@link SharedMemory}, of mixed elements: {@code long}, {@code double}, {@code boolean}, {@code
 * String}, {@code byte[]} and null. Smaller numbers become a long or a double. Elements can be replaced, by one of another type as well, but not
 * added or removed.
 *
 * <p>Each element has a place whose size is set when the list is made: 8 bytes, or what its first value needs, rounded up to a
 * multiple of 8. What is longer than that is refused; nothing is cut off or stripped. A string needs one byte for each ASCII
 * character, and up to four for others.
 *
 * <p>{@code get} returns a copy, also of bytes. {@link #indexOf}, {@link #contains} and {@link #count} compare bytes by their content.
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes, element by element: {@link #get} returns what was
 * set last, or before it, as a whole, also if a writer is killed in the middle; {@link #set} and {@link #updateAndGet} are
 * atomic. An operation on several elements is not atomic as a whole.
 */
public final class ShareableList extends AbstractList<@Nullable Object>
        implements RandomAccess, Serializable, AutoCloseable {

    private static final long serialVersionUID = 1;

    private static final int SMALLEST_ROOM = Long.BYTES;

    private final transient SharedMemory memory;
    private final transient ListSlots slots;
    private final transient int size;

    private ShareableList(SharedMemory memory, ListSlots slots) {
        this.memory = memory;
        this.slots = slots;
        this.size = slots.count(memory.region());
    }

    /**
     * {@return a new list} This process is the owner of its memory.
     *
     * @param elements its elements
     * @throws IllegalArgumentException if one of them has another type
     * @throws SharedMemoryFullException if there is no room; nothing is left behind
     */
    public static ShareableList of(List<?> elements) {
        return of(elements, 0);
    }

    /**
     * {@return a new list with room for longer values} This process is the owner of its memory.
     *
     * @param elements its elements
     * @param room how many bytes the value of each may have at least
     * @throws IllegalArgumentException if one of them has another type, or all together are larger than 2 GiB
     * @throws SharedMemoryFullException if there is no room; nothing is left behind
     */
    public static ShareableList of(List<?> elements, int room) {
        return create(elements, room, SharedMemory::create);
    }

    static ShareableList create(List<?> elements, int room, LongFunction<SharedMemory> allocate) {
        List<ListValue> values = new ArrayList<>();
        elements.forEach(element -> values.add(ListValue.of(element)));
        List<Integer> rooms =
                values.stream().map(value -> room(value.length(), room)).toList();
        long sizeBytes = ListSlots.sizeBytes(rooms);
        if (sizeBytes > SharedArray.LARGEST_BYTES) {
            throw new IllegalArgumentException(
                    "a list of " + sizeBytes + " bytes is too large; it may take 2 GiB - 8 KiB");
        }
        SharedMemory memory = allocate.apply(sizeBytes);
        Region region = memory.region();
        ListSlots slots = ListSlots.create(region, SharedMemory.DATA_OFFSET, rooms);
        for (int i = 0; i < values.size(); i++) {
            slots.element(region, i).write(0, values.get(i).content(rooms.get(i)));
        }
        slots.complete(region);
        return new ShareableList(memory, slots);
    }

    private static int room(int needed, int asked) {
        if (asked < 0) {
            throw new IllegalArgumentException("room=" + asked + " is negative");
        }
        int most = Math.max(SMALLEST_ROOM, Math.max(needed, asked));
        return Math.addExact(most, Long.BYTES - 1) & -Long.BYTES;
    }

    /**
     * {@return the list of that name, which another process, or this one, has made}
     *
     * @param name that of its {@link #memory}
     * @throws SharedMemoryException if there is none, if it is not a list, or not complete yet; nothing stays
     *     attached
     */
    public static ShareableList attach(String name) {
        SharedMemory memory = SharedMemory.attach(name);
        if (memory.sizeBytes() > SharedArray.LARGEST_BYTES
                || !ListSlots.isThere(memory.region(), SharedMemory.DATA_OFFSET)) {
            memory.close();
            throw new SharedMemoryException(ErrorText.of(
                            "FUR-336", "The shared memory '" + name + "' is not a shareable list.")
                    .likely("it is another block; or its creator has not filled it yet")
                    .remedy("attach it once its creator has said that it is there")
                    .toString());
        }
        return new ShareableList(memory, ListSlots.at(SharedMemory.DATA_OFFSET));
    }

    /** {@return the memory that it is in} Its name is that by which others attach the list. */
    public SharedMemory memory() {
        return memory;
    }

    @Override
    public int size() {
        return size;
    }

    @Override
    public @Nullable Object get(int index) {
        return ListValue.in(element(index).read());
    }

    /**
     * Replaces an element, atomically.
     *
     * @param index from 0 to {@code size() - 1}
     * @param value the new one
     * @return the old one
     * @throws IllegalArgumentException if it has a type that cannot be here, or is longer than {@link #room};
     *     nothing changes
     */
    @Override
    public @Nullable Object set(int index, @Nullable Object value) {
        byte[] content = content(index, value);
        return ListValue.in(element(index).getAndUpdate(before -> content));
    }

    /**
     * Replaces an element by a function of it, atomically: no other thread or process writes it in between.
     *
     * @param index from 0 to {@code size() - 1}
     * @param function called once; must not write the same element. If it throws, nothing changes
     * @return the new element
     * @throws IllegalArgumentException as {@link #set}
     */
    public @Nullable Object updateAndGet(int index, UnaryOperator<@Nullable Object> function) {
        byte[][] after = new byte[1][];
        element(index).getAndUpdate(before -> {
            after[0] = content(index, function.apply(ListValue.in(before)));
            return after[0];
        });
        return ListValue.in(after[0]);
    }

    private byte[] content(int index, @Nullable Object value) {
        ListValue encoded = ListValue.of(value);
        int room = room(index);
        if (encoded.length() > room) {
            throw new IllegalArgumentException(ErrorText.of(
                            "FUR-337",
                            "A value of " + encoded.length()
                                    + " bytes does not fit in element " + index
                                    + " of the shareable list, which has room for " + room + ".")
                    .remedy("make the list with the room: ShareableList.of(elements, room)")
                    .toString());
        }
        return encoded.content(room);
    }

    /**
     * {@return how many bytes the value of an element may have}
     *
     * @param index from 0 to {@code size() - 1}
     */
    public int room(int index) {
        return slots.room(memory.region(), Objects.checkIndex(index, size));
    }

    private TwoCopies element(int index) {
        return slots.element(memory.region(), Objects.checkIndex(index, size));
    }

    /**
     * {@return how often a value is there}
     *
     * @param value the value
     */
    public int count(@Nullable Object value) {
        return (int) stream().filter(element -> same(element, value)).count();
    }

    @Override
    public int indexOf(@Nullable Object value) {
        for (int i = 0; i < size; i++) {
            if (same(get(i), value)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public int lastIndexOf(@Nullable Object value) {
        for (int i = size - 1; i >= 0; i--) {
            if (same(get(i), value)) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public boolean contains(@Nullable Object value) {
        return indexOf(value) >= 0;
    }

    private static boolean same(@Nullable Object element, @Nullable Object value) {
        if (element instanceof byte[] bytes) {
            return value instanceof byte[] other && Arrays.equals(bytes, other);
        }
        return Objects.equals(element, asElement(value));
    }

    /** {@return what a number becomes here} */
    private static @Nullable Object asElement(@Nullable Object value) {
        if (value instanceof Float number) {
            return number.doubleValue();
        } else if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
            return ((Number) value).longValue();
        }
        return value;
    }

    /** Gives up this object, as {@link SharedMemory#close} of its memory. */
    @Override
    public void close() {
        memory.close();
    }

    /** Frees the name of its memory: {@link SharedMemory#unlink}. */
    public void unlink() {
        memory.unlink();
    }

    private Object writeReplace() {
        return new Handle(memory);
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("a shareable list is sent as its handle");
    }

    private record Handle(SharedMemory memory) implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            return new ShareableList(memory, ListSlots.at(SharedMemory.DATA_OFFSET));
        }
    }

    /** {@return its elements, as those of any list} */
    @Override
    public String toString() {
        return memory.isClosed() ? "ShareableList[closed]" : super.toString();
    }
}

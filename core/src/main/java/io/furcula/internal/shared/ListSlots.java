package io.furcula.internal.shared;

import io.furcula.spi.Region;
import java.nio.ByteBuffer;
import java.util.List;

/**
 * The memory of a list whose elements each have a place of a size of its own.
 *
 * <pre>
 *  offset  bytes  field   written by  ordering
 *       0      8  MAGIC   creator     release, last: says "the rest is valid"
 *       8      4  COUNT   creator     plain, before MAGIC; how many elements
 *      16      -  slots   creator     plain, before MAGIC; COUNT times, as follows
 *
 *  a slot:     4  PLACE   creator     plain, before MAGIC; where the element is, a multiple of 8
 *              4  ROOM    creator     plain, before MAGIC; how long its value may be
 *
 *  an element is two copies, see TwoCopies, of
 *      +0      4  TYPE    anyone      0 null, 1 boolean, 2 long, 3 double, 4 String in UTF-8, 5 byte[], 6 String
 *                                     in UTF-16
 *      +4      4  LENGTH  anyone      of the value, in bytes
 *      +8   ROOM  value   anyone
 * </pre>
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
public final class ListSlots {

    /** How long an element is besides its value. */
    public static final int TYPE_AND_LENGTH_BYTES = 8;

    /** "FURCLIST", as a big-endian long. */
    private static final long MAGIC = 0x4655_5243_4c49_5354L;

    private static final int COUNT_OFFSET = 8;
    private static final int SLOTS_OFFSET = 16;
    private static final int SLOT_BYTES = 8;

    private final int offset;

    private ListSlots(int offset) {
        this.offset = offset;
    }

    /**
     * {@return how much memory a list needs}
     *
     * @param rooms how long each element's value may be
     */
    public static long sizeBytes(List<Integer> rooms) {
        long size = SLOTS_OFFSET + (long) SLOT_BYTES * rooms.size();
        for (int room : rooms) {
            size += TwoCopies.sizeBytes(Math.addExact(TYPE_AND_LENGTH_BYTES, room));
        }
        return size;
    }

    /**
     * Lays out a list in memory that is all zero; all its elements are null then.
     *
     * @param region the memory
     * @param offset where the list begins, a multiple of 8
     * @param rooms how long each element's value may be
     * @return the list
     */
    public static ListSlots create(Region region, int offset, List<Integer> rooms) {
        ByteBuffer bytes = region.bytes();
        Words.intPlain(bytes, offset + COUNT_OFFSET, rooms.size());
        int place = SLOTS_OFFSET + SLOT_BYTES * rooms.size();
        for (int i = 0; i < rooms.size(); i++) {
            int slot = offset + SLOTS_OFFSET + SLOT_BYTES * i;
            Words.intPlain(bytes, slot, place);
            Words.intPlain(bytes, slot + Integer.BYTES, rooms.get(i));
            place += (int) TwoCopies.sizeBytes(TYPE_AND_LENGTH_BYTES + rooms.get(i));
        }
        return new ListSlots(offset);
    }

    /**
     * Says that all elements have been written. Nobody else finds the list before.
     *
     * @param region the memory
     */
    public void complete(Region region) {
        Words.longRelease(region.bytes(), offset, MAGIC);
    }

    /**
     * {@return whether there is a list, complete}
     *
     * @param region the memory
     * @param offset where it would begin
     */
    public static boolean isThere(Region region, int offset) {
        return region.bytes().capacity() - offset >= SLOTS_OFFSET
                && Words.longAcquire(region.bytes(), offset) == MAGIC;
    }

    /**
     * {@return a list that is there}
     *
     * @param offset where it begins
     */
    public static ListSlots at(int offset) {
        return new ListSlots(offset);
    }

    /**
     * {@return how many elements it has}
     *
     * @param region the memory
     */
    public int count(Region region) {
        return Words.intPlain(region.bytes(), offset + COUNT_OFFSET);
    }

    /**
     * {@return how long an element's value may be}
     *
     * @param region the memory
     * @param index of the element
     */
    public int room(Region region, int index) {
        return Words.intPlain(region.bytes(), slot(index) + Integer.BYTES);
    }

    /**
     * {@return an element}
     *
     * @param region the memory
     * @param index of the element
     */
    public TwoCopies element(Region region, int index) {
        int place = Words.intPlain(region.bytes(), slot(index));
        return new TwoCopies(region, offset + place, TYPE_AND_LENGTH_BYTES + room(region, index));
    }

    private int slot(int index) {
        return offset + SLOTS_OFFSET + SLOT_BYTES * index;
    }
}

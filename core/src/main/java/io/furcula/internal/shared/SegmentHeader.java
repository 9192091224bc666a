package io.furcula.internal.shared;

import io.furcula.SharedMemoryException;
import io.furcula.internal.ErrorText;
import java.nio.ByteBuffer;

/**
 * The first 64 bytes of every segment, version {@value #VERSION}. Native byte order: a segment never
 * leaves its host.
 *
 * <pre>
 *  offset  bytes  field      written by   ordering
 *       0      8  MAGIC      creator      release, last: says "the rest is valid"
 *       8      4  VERSION    creator      plain, before MAGIC
 *      12      4  TYPE       creator      plain, before MAGIC: what the segment holds
 *      16     16  ID         creator      plain, before MAGIC: tells it from any other segment
 *      32      8  CREATOR    creator      plain, before MAGIC: an OwnerWord; 0 if it has a name
 *      40      4  KIND       creator      plain, before MAGIC: what it is, if it has a name
 *      48      8  PARAMETER  creator      plain, before MAGIC: and of which size, if it has a name
 *      56      8  reserved
 * </pre>
 */
public final class SegmentHeader {

    /** The version of all layouts together: any change to any of them raises it. */
    public static final int VERSION = 1;

    /** How long the header is. */
    public static final int SIZE_BYTES = 64;

    /** A segment of small primitives: {@link Arena}. */
    public static final int TYPE_ARENA = 1;

    /** A segment of one large array. */
    public static final int TYPE_ARRAY = 2;

    /** A queue's segment. */
    public static final int TYPE_QUEUE = 3;

    /** A sealed copy-on-write image. */
    public static final int TYPE_IMAGE = 4;

    /** A block of shared memory that its users lay out as they like. */
    public static final int TYPE_MEMORY = 5;

    /** "FURCULA" and a zero, as a big-endian long. */
    public static final long MAGIC = 0x4655_5243_554C_4100L;

    static final int MAGIC_OFFSET = 0;
    static final int VERSION_OFFSET = 8;
    static final int TYPE_OFFSET = 12;
    static final int ID_OFFSET = 16;
    static final int CREATOR_OFFSET = 32;
    static final int KIND_OFFSET = 40;
    static final int PARAMETER_OFFSET = 48;

    private SegmentHeader() {}

    static void write(ByteBuffer segment, int type, String id) {
        write(segment, type, id, OwnerWord.self(), 0, 0);
    }

    /** That of a segment with a name: it is nobody's own. */
    static void writeNamed(ByteBuffer segment, int type, String id, int kind, long parameter) {
        write(segment, type, id, OwnerWord.NONE, kind, parameter);
    }

    private static void write(
            ByteBuffer segment, int type, String id, long creator, int kind, long parameter) {
        Words.intPlain(segment, VERSION_OFFSET, VERSION);
        Words.intPlain(segment, TYPE_OFFSET, type);
        Words.longPlain(segment, ID_OFFSET, idHigh(id));
        Words.longPlain(segment, ID_OFFSET + Long.BYTES, idLow(id));
        Words.longPlain(segment, CREATOR_OFFSET, creator);
        Words.intPlain(segment, KIND_OFFSET, kind);
        Words.longPlain(segment, PARAMETER_OFFSET, parameter);
        Words.longRelease(segment, MAGIC_OFFSET, MAGIC);
    }

    /**
     * Checks that a mapped segment is the one that was meant.
     *
     * @throws SharedMemoryException if it is not, naming what was found
     */
    static void check(ByteBuffer segment, int type, String id) {
        if (Words.longAcquire(segment, MAGIC_OFFSET) != MAGIC
                || Words.longPlain(segment, ID_OFFSET) != idHigh(id)
                || Words.longPlain(segment, ID_OFFSET + Long.BYTES) != idLow(id)) {
            throw new SharedMemoryException(ErrorText.of(
                            "FUR-302", "Segment " + id + " is gone; another one is in its place.")
                    .likely("its creator has ended, and the descriptor was used again")
                    .remedy("keep the creating process alive until all others have attached")
                    .toString());
        }
        int version = Words.intPlain(segment, VERSION_OFFSET);
        int found = Words.intPlain(segment, TYPE_OFFSET);
        if (version != VERSION || found != type) {
            throw new SharedMemoryException(ErrorText.of(
                            "FUR-303",
                            "Segment "
                                    + id
                                    + " has layout version "
                                    + version
                                    + " and type "
                                    + found
                                    + "; this process expects version "
                                    + VERSION
                                    + " and type "
                                    + type
                                    + ".")
                    .remedy("use the same Furcula version in every process")
                    .toString());
        }
    }

    /** {@return who created the segment} */
    public static long creator(ByteBuffer segment) {
        return Words.longPlain(segment, CREATOR_OFFSET);
    }

    /**
     * {@return whether the rest of a header means what it does in this version}
     *
     * @param header its first bytes
     */
    public static boolean isOfThisVersion(ByteBuffer header) {
        return Words.longPlain(header, MAGIC_OFFSET) == MAGIC
                && Words.intPlain(header, VERSION_OFFSET) == VERSION;
    }

    /**
     * {@return what a segment with a name is, by its header}
     *
     * @param header its first bytes
     */
    public static int kind(ByteBuffer header) {
        return Words.intPlain(header, KIND_OFFSET);
    }

    /**
     * {@return of which size, by its header}
     *
     * @param header its first bytes
     */
    public static long parameter(ByteBuffer header) {
        return Words.longPlain(header, PARAMETER_OFFSET);
    }

    static long idHigh(ByteBuffer segment) {
        return Words.longPlain(segment, ID_OFFSET);
    }

    static long idLow(ByteBuffer segment) {
        return Words.longPlain(segment, ID_OFFSET + Long.BYTES);
    }

    private static long idHigh(String id) {
        return Long.parseUnsignedLong(id, 0, 16, 16);
    }

    private static long idLow(String id) {
        return Long.parseUnsignedLong(id, 16, 32, 16);
    }
}

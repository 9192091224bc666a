package io.furcula.internal.named;

import io.furcula.SharedMemoryException;
import io.furcula.internal.ErrorText;
import io.furcula.internal.shared.SegmentHeader;
import io.furcula.internal.shared.Segments;
import io.furcula.spi.SegmentRef;
import java.security.SecureRandom;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/**
 * Where blocks of shared memory have their names: in groups as {@link NamedGroup} has them, whose names begin with
 * {@code =}, so that no other group is called like one. A block that is alone has a group to itself; a scope has one for
 * all its blocks. It is the creator of the group that holds it, and no one who attaches: when it gives the group up, or
 * ends, however it ends, the names are free.
 *
 * <pre>
 *   =frames/                        the block "frames"
 *     @4026531836.1fdd1354980000-1    its owner's hold
 *     memory~0f3c...                  its segment
 *   =scope-5f0c2d1e9a7b6c30/        a scope
 *     @4026531836.1fdd1354980000-2
 *     2a0e1354990000aa~77ab...        the block "scope-5f0c2d1e9a7b6c30/2a0e1354990000aa"
 * </pre>
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
public final class NamedMemory {

    private static final String PREFIX = "=";
    private static final String ALONE = "memory";
    private static final int RANDOM_BYTES = 8;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final String name;
    private final NamedGroup group;

    private NamedMemory(String name, NamedGroup group) {
        this.name = name;
        this.group = group;
    }

    /**
     * {@return a name that nothing else has}
     *
     * @param prefix what it begins with
     */
    public static String newName(String prefix) {
        byte[] bits = new byte[RANDOM_BYTES];
        RANDOM.nextBytes(bits);
        return prefix + HexFormat.of().formatHex(bits);
    }

    /**
     * {@return a new place for blocks, held by this process until it is closed or this process ends}
     *
     * @param name its name
     * @throws SharedMemoryException if it is taken
     */
    public static NamedMemory create(String name) {
        NamedGroup group = NamedGroup.openNew(name, PREFIX + NamedGroup.fileName(name));
        if (group == null) {
            throw new SharedMemoryException(ErrorText.of(
                            "FUR-331", "There is shared memory called '" + name + "' already.")
                    .remedy("attach it, or another name; it is free once its owner has unlinked it"
                            + " or has ended")
                    .toString());
        }
        return new NamedMemory(name, group);
    }

    /**
     * {@return the place that another process has created}
     *
     * @param name its name
     */
    public static NamedMemory ofAnother(String name) {
        return new NamedMemory(
                name, NamedGroup.ofAnother(name, PREFIX + NamedGroup.fileName(name)));
    }

    /** {@return its name} */
    public String name() {
        return name;
    }

    /** {@return whether its creator lives and has not given it up} */
    public boolean isHeld() {
        return group.isHeld();
    }

    /**
     * {@return a new block, all zero, that is alone here}
     *
     * @param sizeBytes how large it is
     * @param wholeBytes how large its segment is
     */
    public SegmentRef add(long sizeBytes, long wholeBytes) {
        return add(ALONE, sizeBytes, wholeBytes);
    }

    /**
     * {@return a new block, all zero}
     *
     * @param block its name here, that no other has
     * @param sizeBytes how large it is
     * @param wholeBytes how large its segment is
     */
    public SegmentRef add(String block, long sizeBytes, long wholeBytes) {
        return group.object(
                block,
                NamedKind.MEMORY,
                sizeBytes,
                () -> Segments.create(SegmentHeader.TYPE_MEMORY, wholeBytes));
    }

    /**
     * Frees the name of a block.
     *
     * @param block its name here
     */
    public void remove(String block) {
        group.remove(block);
    }

    /** Gives it up, with the names of all blocks in it. Does nothing in a copy of this process. */
    public void close() {
        group.close();
    }

    /**
     * {@return the block of that name, or null if there is none whose owner lives}
     *
     * @param name its name, or that of a scope, {@code /} and its name there
     */
    public static @Nullable SegmentRef find(String name) {
        SegmentRef alone = find(name, ALONE);
        int slash = name.lastIndexOf('/');
        return alone != null || slash < 0
                ? alone
                : find(name.substring(0, slash), name.substring(slash + 1));
    }

    private static @Nullable SegmentRef find(String place, String block) {
        NamedGroup group = NamedGroup.ofAnother(place, PREFIX + NamedGroup.fileName(place));
        if (group.isHeld()) {
            return group.find(block);
        }
        group.removeRuin();
        return null;
    }
}

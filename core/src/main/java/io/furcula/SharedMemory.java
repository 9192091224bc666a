package io.furcula;

import io.furcula.internal.ErrorText;
import io.furcula.internal.named.NamedMemory;
import io.furcula.internal.shared.SegmentHeader;
import io.furcula.internal.shared.Segments;
import io.furcula.internal.shared.SharedBlock;
import io.furcula.internal.shared.Transfer;
import io.furcula.internal.start.Self;
import io.furcula.spi.Region;
import io.furcula.spi.Segment;
import io.furcula.spi.SegmentRef;
import java.io.InvalidObjectException;
import java.io.ObjectInputStream;
import java.io.Serializable;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A block of shared memory with a name, for bytes that are laid out as its users like: Python's {@code SharedMemory}. Any
 * process of this user attaches it by its name; a child can also be given it as an argument, or through a queue.
 *
 * <pre>{@code
 * SharedMemory frame = SharedMemory.create("frame", 640 * 480);     // one process
 * frame.buffer().put(0, (byte) 1);
 * SharedMemory same = SharedMemory.attach("frame");                 // another
 * same.buffer().get(0);                                             // 1
 * same.close();
 * frame.close();
 * frame.unlink();
 * }</pre>
 *
 * <p>Two things end it. {@link #close} gives up one process's use; {@link #unlink} frees the name, so that nobody else can
 * attach, and the memory goes with the last process that uses it. The process that created it is its owner, and
 * alone unlinks it; when the owner ends, however it ends, that happens by itself. One who attaches never deletes anything.
 * A {@link SharedMemoryScope} does both for all blocks that were made in it.
 *
 * <p>Its size is exactly what was asked for, everywhere. Its file can be read and written by this user alone (0600).
 * Names are as those of {@link Named}: one to 100 letters, digits, {@code _}, {@code .} and {@code -}, in parts separated
 * by {@code /}; they are those of one user in one pid namespace (container).
 *
 * <p>It has no lock: order accesses with a lock, a queue or a join. Whoever is to use it must attach before it is
 * unlinked, also a child that got it as an argument.
 *
 * <p><b>Thread safety:</b> its methods may be called by any number of threads; its bytes are as those of an array.
 */
public final class SharedMemory implements Serializable, AutoCloseable {

    private static final long serialVersionUID = 1;

    /*
     *  offset  bytes  field   written by  ordering
     *       0     64  header  creator     see SegmentHeader; PARAMETER is the size
     *    4096      -  DATA    anyone      plain
     */
    static final int DATA_OFFSET = Segments.PAGE_BYTES;

    private static final long LARGEST_MAPPING_BYTES = Integer.MAX_VALUE - 2L * Segments.PAGE_BYTES;

    private final transient String name;
    private final transient Segment segment;
    private final transient long sizeBytes;

    /** What frees the name; null if that is not for this object to do. */
    private final transient @Nullable Runnable removal;

    private final transient Self owner = Self.current();
    private final transient AtomicBoolean unlinked = new AtomicBoolean();

    /** The whole, once it was asked for and until it is closed. */
    private transient volatile @Nullable Region mapped;

    private transient volatile boolean closed;

    private SharedMemory(String name, Segment segment, long sizeBytes, @Nullable Runnable removal) {
        this.name = name;
        this.segment = segment;
        this.sizeBytes = sizeBytes;
        this.removal = removal;
    }

    /**
     * {@return a new block, all zero, with a name that nothing else has} This process is its owner.
     *
     * @param sizeBytes how large it is, at least 1; memory is behind every byte
     * @throws SharedMemoryFullException if there is no room; nothing is left behind
     * @throws SharedMemoryException if there is no shared memory; nothing is left behind
     */
    public static SharedMemory create(long sizeBytes) {
        return create(NamedMemory.newName("memory-"), sizeBytes);
    }

    /**
     * {@return a new block, all zero} This process is its owner.
     *
     * @param name its name
     * @param sizeBytes how large it is, at least 1; memory is behind every byte
     * @throws IllegalArgumentException if the name is not allowed
     * @throws SharedMemoryFullException if there is no room; nothing is left behind
     * @throws SharedMemoryException if the name is taken, or there is no shared memory; nothing is left
     *     behind
     */
    public static SharedMemory create(String name, long sizeBytes) {
        long whole = wholeBytes(sizeBytes);
        NamedMemory place = NamedMemory.create(name);
        try {
            return attached(name, place.add(sizeBytes, whole), place::close);
        } catch (RuntimeException | Error e) {
            place.close();
            throw e;
        }
    }

    /** {@return a new block of a scope} */
    static SharedMemory create(NamedMemory scope, long sizeBytes) {
        long whole = wholeBytes(sizeBytes);
        String block = NamedMemory.newName("");
        SegmentRef ref = scope.add(block, sizeBytes, whole);
        return attached(scope.name() + "/" + block, ref, () -> scope.remove(block));
    }

    private static long wholeBytes(long sizeBytes) {
        if (sizeBytes < 1) {
            throw new IllegalArgumentException(
                    "sizeBytes=" + sizeBytes + ": shared memory has at least one byte");
        }
        return Math.addExact(DATA_OFFSET, sizeBytes);
    }

    /**
     * {@return the block of that name, which another process, or this one, has created}
     *
     * @param name its name
     * @throws IllegalArgumentException if the name is not allowed
     * @throws SharedMemoryException if there is none, or its owner has unlinked it or has ended
     */
    public static SharedMemory attach(String name) {
        SegmentRef ref = NamedMemory.find(name);
        if (ref == null) {
            throw new SharedMemoryException(ErrorText.of(
                            "FUR-332", "There is no shared memory called '" + name + "'.")
                    .likely("its owner has unlinked it or has ended, or has not created it yet")
                    .remedy("create it before others attach, and unlink it when all have; the same"
                            + " user, container and -Dfurcula.segments.directory, if any")
                    .toString());
        }
        return attached(name, ref, null);
    }

    private static SharedMemory attached(String name, SegmentRef ref, @Nullable Runnable removal) {
        Segment segment = Segments.attach(ref, SegmentHeader.TYPE_MEMORY);
        ByteBuffer header = segment.mapPrivate(0, SegmentHeader.SIZE_BYTES);
        return new SharedMemory(name, segment, SegmentHeader.parameter(header), removal);
    }

    /** {@return the name by which others attach it} */
    public String name() {
        return name;
    }

    /** {@return its size in bytes, exactly what was asked for} Also once it is closed. */
    public long sizeBytes() {
        return sizeBytes;
    }

    /**
     * {@return whether this object is the owner's, which unlinks it} Not in a child, however it was started, nor one that was
     * attached.
     */
    public boolean isOwner() {
        return removal != null && Self.current() == owner;
    }

    /**
     * {@return all its bytes} In native byte order. It stays valid after {@link #close} and {@link #unlink}.
     *
     * @throws IllegalStateException if it is closed
     * @throws IllegalArgumentException if it is larger than a buffer can be, some 2 GiB: see {@link
     *     #buffer(long, int)}
     */
    public ByteBuffer buffer() {
        if (sizeBytes > LARGEST_MAPPING_BYTES) {
            requireOpen();
            throw new IllegalArgumentException("'" + name + "' has " + sizeBytes
                    + " bytes, and a buffer at most " + LARGEST_MAPPING_BYTES
                    + "; take parts of it: buffer(offset, length)");
        }
        return buffer(0, (int) sizeBytes);
    }

    /**
     * {@return some of its bytes} In native byte order. It stays valid after {@link #close} and {@link #unlink}. Of a block
     * of more than 2 GiB each is a mapping of its own: take large ones, and keep them.
     *
     * @param offset where they begin
     * @param length how many; less than 2 GiB - 8 KiB
     * @throws IllegalStateException if it is closed
     * @throws IndexOutOfBoundsException if there are not that many
     */
    public ByteBuffer buffer(long offset, int length) {
        requireOpen();
        Objects.checkFromIndexSize(offset, (long) length, sizeBytes);
        if (sizeBytes <= LARGEST_MAPPING_BYTES) {
            return part(region().bytes(), DATA_OFFSET + (int) offset, length);
        }
        int inPage = (int) (offset % Segments.PAGE_BYTES);
        int mappedBytes = Math.addExact(inPage, length);
        Region window = segment.map(DATA_OFFSET + offset - inPage, mappedBytes);
        return part(window.bytes(), inPage, length);
    }

    private static ByteBuffer part(ByteBuffer bytes, int offset, int length) {
        return bytes.slice(offset, length).order(ByteOrder.nativeOrder());
    }

    /** {@return the mapping of a block of less than 2 GiB, which begins {@link #DATA_OFFSET} bytes before its data} */
    Region region() {
        Region whole = mapped;
        return whole == null ? map() : whole;
    }

    private synchronized Region map() {
        requireOpen();
        Region whole = SharedBlock.mapped(segment, DATA_OFFSET + (int) sizeBytes);
        mapped = whole;
        return whole;
    }

    boolean isClosed() {
        return closed;
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException(ErrorText.of(
                            "FUR-335", "The shared memory '" + name + "' is closed here.")
                    .remedy("close it after its last use; others, and buffers taken before, are not"
                            + " concerned")
                    .toString());
        }
    }

    /**
     * Gives up this object: its methods throw {@link IllegalStateException} from now on. Other
     * processes keep theirs, and the name stays. Idempotent. A child that is a thread shares its parent's object: its
     * call does nothing.
     */
    @Override
    public void close() {
        if (Self.current() == owner) {
            closeHere();
        }
    }

    private synchronized void closeHere() {
        if (!closed) {
            closed = true;
            mapped = null;
            Segments.close(segment);
        }
    }

    /**
     * Frees the name: nobody can attach it any more, and the memory goes when all have closed it or ended. Before {@link
     * #close} or after it; the owner can go on using it in between.
     *
     * @throws IllegalStateException if this is not the owner's object, or it was unlinked already; nothing changes
     * @throws SharedMemoryException if the name's folder cannot be used; the name is freed when this process
     *     ends
     */
    public void unlink() {
        Runnable remove = removal;
        if (remove == null || Self.current() != owner) {
            throw new IllegalStateException(ErrorText.of(
                            "FUR-333",
                            "The shared memory '" + name
                                    + "' cannot be unlinked here: this process has attached it, and"
                                    + " is not its owner.")
                    .remedy("close() here, and unlink() in the process that has created it")
                    .toString());
        }
        if (!unlinked.compareAndSet(false, true)) {
            throw new IllegalStateException(ErrorText.of(
                            "FUR-334",
                            "The shared memory '" + name + "' has been unlinked already.")
                    .remedy("unlink it once, or make it in a SharedMemoryScope, which does")
                    .toString());
        }
        remove.run();
    }

    /** For a scope that frees all names itself, and closes also what children that are threads have made. */
    void closeAndForget() {
        unlinked.set(true);
        closeHere();
    }

    private Object writeReplace() {
        requireOpen();
        Transfer.sending(segment);
        return new Handle(name, segment.ref());
    }

    private void readObject(ObjectInputStream in) throws InvalidObjectException {
        throw new InvalidObjectException("shared memory is sent as its handle");
    }

    private record Handle(String name, SegmentRef segment) implements Serializable {
        private static final long serialVersionUID = 1;

        private Object readResolve() {
            return attached(name, segment, null);
        }
    }

    /** {@return for example {@code SharedMemory[frame, 307200 bytes]}} */
    @Override
    public String toString() {
        return "SharedMemory[" + name + ", " + sizeBytes + " bytes" + (closed ? ", closed]" : "]");
    }
}

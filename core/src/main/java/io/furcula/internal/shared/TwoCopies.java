package io.furcula.internal.shared;

import io.furcula.spi.Region;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.util.function.UnaryOperator;

/**
 * A few bytes of shared memory that are read and replaced as a whole: whoever reads has all of what was written last, or all of
 * what was before it, also if a writer is killed in the middle. Readers take no lock.
 *
 * <pre>
 *  offset  bytes  field    written by      ordering
 *       0      8  LOCK     writers         RobustLock
 *       8      8  VERSION  holder of LOCK  release, last; how often it was written: its lowest bit is the
 *                                          copy that is valid
 *      16      -  COPY[0]  holder of LOCK  plain, before VERSION; a multiple of 8 bytes
 *       -      -  COPY[1]  holder of LOCK  plain, before VERSION
 * </pre>
 *
 * <p><b>Thread safety:</b> safe for any number of threads and processes.
 */
/*
 *   writer:  lock -> writes the copy that is not valid -> VERSION + 1, release -> unlock
 *   reader:  VERSION, acquire -> reads the valid copy -> VERSION again; begins anew if it has changed
 *
 * The copy that VERSION v names is written again only by the writer of v + 2, and that one begins after v + 1 was
 * written: so a reader that sees v before and after has read what belongs to v.
 *
 * Killed:
 *   with the lock, before VERSION + 1   nothing has changed; the next writer takes the lock over, and writes over the half copy
 *   after it                            it is written; the lock is taken over likewise
 */
public final class TwoCopies {

    private static final int VERSION_OFFSET = 8;
    private static final int COPIES_OFFSET = 16;

    /** So often a reader begins anew; then it keeps writers out. */
    private static final int ATTEMPTS = 100;

    private final Region region;
    private final int offset;
    private final int contentBytes;
    private final int copyBytes;

    /**
     * Two copies at a place.
     *
     * @param region the mapped memory
     * @param offset where they are, a multiple of 8; zero bytes are two copies of zeros
     * @param contentBytes how long one is
     */
    public TwoCopies(Region region, int offset, int contentBytes) {
        this.region = region;
        this.offset = offset;
        this.contentBytes = contentBytes;
        this.copyBytes = rounded(contentBytes);
    }

    /**
     * {@return how many bytes they take, a multiple of 8}
     *
     * @param contentBytes how long one is
     */
    public static long sizeBytes(int contentBytes) {
        return COPIES_OFFSET + 2L * rounded(contentBytes);
    }

    private static int rounded(int bytes) {
        return Math.addExact(bytes, Long.BYTES - 1) & -Long.BYTES;
    }

    /** {@return the content} */
    public byte[] read() {
        byte[] content = new byte[contentBytes];
        read(0, content);
        return content;
    }

    /**
     * Reads a part of the content.
     *
     * @param from where it begins
     * @param into is filled; within the content
     */
    public void read(int from, byte[] into) {
        ByteBuffer bytes = region.bytes();
        for (int i = 0; i < ATTEMPTS; i++) {
            long version = Words.longAcquire(bytes, offset + VERSION_OFFSET);
            bytes.get(copy(version) + from, into);
            VarHandle.acquireFence();
            if (Words.longAcquire(bytes, offset + VERSION_OFFSET) == version) {
                return;
            }
        }
        RobustLock lock = locked();
        try {
            bytes.get(copy(version()) + from, into);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Replaces a part of the content.
     *
     * @param from where it begins
     * @param part the bytes; within the content
     */
    public void write(int from, byte[] part) {
        RobustLock lock = locked();
        try {
            long version = version();
            int next = copy(version + 1);
            if (part.length < contentBytes) {
                region.bytes().put(next, region.bytes(), copy(version), contentBytes);
            }
            region.bytes().put(next + from, part);
            commit(version + 1);
        } finally {
            lock.unlock();
        }
    }

    /**
     * Replaces the content by a function of it. Nobody else writes in between.
     *
     * @param function takes the content, which it may change, and returns the new one, as long; called once. If it
     *     throws, nothing has changed
     * @return what was there before
     */
    public byte[] getAndUpdate(UnaryOperator<byte[]> function) {
        RobustLock lock = locked();
        try {
            long version = version();
            byte[] before = new byte[contentBytes];
            region.bytes().get(copy(version), before);
            region.bytes().put(copy(version + 1), function.apply(before.clone()));
            commit(version + 1);
            return before;
        } finally {
            lock.unlock();
        }
    }

    private RobustLock locked() {
        RobustLock lock = new RobustLock(region, offset);
        lock.lock(); // of one that died, too: it has left nothing half done
        return lock;
    }

    private long version() {
        return Words.longPlain(region.bytes(), offset + VERSION_OFFSET);
    }

    private void commit(long version) {
        Words.longRelease(region.bytes(), offset + VERSION_OFFSET, version);
    }

    private int copy(long version) {
        return offset + COPIES_OFFSET + ((version & 1) == 0 ? 0 : copyBytes);
    }
}

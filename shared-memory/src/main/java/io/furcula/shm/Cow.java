package io.furcula.shm;

import java.io.Serializable;

/**
 * Data that every process starts out with and may change for itself: copy-on-write. The data is held
 * once, however many processes have it; a process that writes gets its own copy of the pages it
 * touches (4 KiB each), and what it writes stays its own.
 *
 * <p>Pass one to a child as an argument, or send it through a queue: the receiver sees the data as it
 * was when the object was made, whatever the sender has written since. A child of {@code fork} starts
 * out with what its parent had at that moment, writes included. A child of {@code threading} is in
 * the same heap: it shares the pages with its parent, and each sees the other's writes, as with any
 * Java object; so do several objects in one process that refer to the same data.
 *
 * <p>What is passed as an argument stays open until its process has ended; the creator of what is sent
 * in a message must keep it open until the receiver has it. On Linux with memory files
 * the data is sealed: nobody can change what others start out with.
 *
 * <p><b>Thread safety:</b> reads and writes are those of an array.
 */
public sealed interface Cow extends Serializable, AutoCloseable
        permits CowBytes, CowDoubles, CowLongs, CowObject {

    /**
     * {@return bytes, copy-on-write}
     *
     * @param data is copied, once
     * @throws io.furcula.SharedMemoryException if there is no shared memory; nothing is left behind
     */
    static CowBytes of(byte[] data) {
        return new CowBytes(
                CowData.create(CowData.Kind.BYTES, data.length, image -> image.put(0, data)));
    }

    /**
     * {@return longs, copy-on-write}
     *
     * @param data is copied, once
     * @throws IllegalArgumentException if it is longer than 2 GiB
     * @throws io.furcula.SharedMemoryException if there is no shared memory; nothing is left behind
     */
    static CowLongs of(long[] data) {
        return new CowLongs(CowData.create(
                CowData.Kind.LONGS,
                (long) data.length * Long.BYTES,
                image -> image.asLongBuffer().put(data)));
    }

    /**
     * {@return doubles, copy-on-write}
     *
     * @param data is copied, once
     * @throws IllegalArgumentException if it is longer than 2 GiB
     * @throws io.furcula.SharedMemoryException if there is no shared memory; nothing is left behind
     */
    static CowDoubles of(double[] data) {
        return new CowDoubles(CowData.create(
                CowData.Kind.DOUBLES,
                (long) data.length * Double.BYTES,
                image -> image.asDoubleBuffer().put(data)));
    }

    /**
     * {@return an object, copy-on-write}
     *
     * @param <T> its type
     * @param object is serialised, once; later changes to it are not seen
     * @throws io.furcula.NotTransferableException if it cannot be serialised
     * @throws io.furcula.SharedMemoryException if there is no shared memory; nothing is left behind
     */
    static <T> CowObject<T> ofObject(T object) {
        return CowObject.create(object);
    }

    /**
     * {@return what the data costs this process now} Reads what the kernel says of the process's mappings, which takes some
     * milliseconds.
     *
     * @throws UnsupportedOperationException if the platform does not tell: it does on Linux
     */
    Cost cost();

    /**
     * What copy-on-write data costs a process. Together they are the size of the data, in whole pages.
     *
     * @param sharedBytes what it has in common with all others
     * @param privateBytes pages that it has written to, and has a copy of; in a child of {@code fork} also those that its
     *     parent had written to before
     */
    record Cost(long sharedBytes, long privateBytes) implements Serializable {
        private static final long serialVersionUID = 1;
    }

    /**
     * Gives up this object: its methods throw {@link IllegalStateException} from now on. Other
     * processes keep theirs. Idempotent.
     */
    @Override
    void close();
}

package io.furcula;

import io.furcula.internal.ErrorText;

/**
 * The file system behind shared memory has no room for a new block. Raised where the block is asked
 * for, never later as a fault in its use. What existed before is unharmed.
 */
public final class SharedMemoryFullException extends SharedMemoryException {

    private static final long serialVersionUID = 1;

    /** How much was asked for, in bytes. */
    private final long askedBytes;

    /** How much was free, in bytes; -1 where the platform does not tell. */
    private final long freeBytes;

    /**
     * Creates one.
     *
     * @param where the file system or facility that is full
     * @param askedBytes how much was asked for
     * @param freeBytes how much was free, or -1 if unknown
     * @param remedy what the reader can do
     */
    public SharedMemoryFullException(String where, long askedBytes, long freeBytes, String remedy) {
        super(ErrorText.of(
                        "FUR-301",
                        "No room for "
                                + askedBytes
                                + " bytes of shared memory in "
                                + where
                                + (freeBytes < 0 ? "" : ": " + freeBytes + " bytes are free")
                                + ".")
                .remedy(remedy)
                .toString());
        this.askedBytes = askedBytes;
        this.freeBytes = freeBytes;
    }

    /** {@return how much was asked for, in bytes} */
    public long askedBytes() {
        return askedBytes;
    }

    /** {@return how much was free, in bytes; -1 where the platform does not tell} */
    public long freeBytes() {
        return freeBytes;
    }
}

package io.furcula.shm;

import io.furcula.SharedMemoryFullException;

/** What a segment's memory is taken from. */
interface Backing {

    /** {@return what it is, for the error} */
    String where();

    /** {@return how much is free, in bytes; {@code Long.MAX_VALUE} if nobody knows} */
    long freeBytes();

    /**
     * {@return the error that says that there is no room}
     *
     * @param askedBytes how much was asked for
     */
    SharedMemoryFullException full(long askedBytes);
}

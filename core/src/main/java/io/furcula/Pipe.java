package io.furcula;

/**
 * Two connected {@link Connection}s, one for each side.
 *
 * @param parent the end that stays; of a one-way pipe, the one that receives
 * @param child the end that is passed to a child; of a one-way pipe, the one that sends
 */
public record Pipe(Connection parent, Connection child) implements AutoCloseable {

    /**
     * {@return a new pipe on which both ends send and receive}
     *
     * @throws SharedMemoryException if there is no shared memory; nothing is left behind
     */
    public static Pipe duplex() {
        return RingTransport.pipe(true);
    }

    /**
     * {@return a new pipe on which the child sends and the parent receives}
     *
     * @throws SharedMemoryException if there is no shared memory; nothing is left behind
     */
    public static Pipe oneWay() {
        return RingTransport.pipe(false);
    }

    /** Closes both ends, for this process. Idempotent. */
    @Override
    public void close() {
        parent.close();
        child.close();
    }
}

package io.furcula;

/** A queue lets no more messages in, or is closed and empty. The queue is unchanged. */
public final class QueueClosedException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    /**
     * Creates one.
     *
     * @param message who closed the queue
     */
    public QueueClosedException(String message) {
        super(message);
    }
}

package io.furcula.bench.message;

import io.aeron.Aeron;
import io.aeron.FragmentAssembler;
import io.aeron.Publication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;
import io.furcula.bench.rate.Meter;
import java.util.concurrent.TimeUnit;
import org.agrona.LangUtil;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.BusySpinIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * Aeron's IPC: the parent has the media driver, and all of its processes are clients. Producers append to
 * one log, in one order, as to one queue; or each to a log of its own, which is quicker, and then there is
 * no order between them.
 */
final class AeronBus implements AutoCloseable {

    static final String SUBJECT = "aeron-ipc";

    /** Where several producers have a log each. */
    static final String SUBJECT_EXCLUSIVE = "aeron-ipc-exclusive";

    private static final String CHANNEL = "aeron:ipc";
    private static final int FRAGMENTS = 64;
    private static final int MTU_BYTES = 65_504; // the most; a message of more is sent in parts
    private static final int FRAME_BYTES = 64; // of a message of 32 bytes, with its header
    private static final int TERM_LEAST_BYTES = 64 << 10;

    /** On a busy machine a process can be held up for long, and is not to be given up for it. */
    private static final long PATIENCE_MS = 30_000;

    /** The driver moves the bound on, so that its sleep is a delay when a queue is full. */
    private static final long DRIVER_SLEEP_NANOS = 100_000;

    private final Aeron aeron;

    private AeronBus(Aeron aeron) {
        this.aeron = aeron;
    }

    /**
     * {@return a media driver in this process}
     *
     * @param folder where its files are
     * @param window how many bytes of messages, with headers, each publication holds
     */
    static MediaDriver driver(String folder, int window) {
        long patience = TimeUnit.MILLISECONDS.toNanos(PATIENCE_MS);
        return MediaDriver.launchEmbedded(new MediaDriver.Context()
                .aeronDirectoryName(folder)
                .dirDeleteOnStart(true)
                .warnIfDirectoryExists(false)
                .threadingMode(ThreadingMode.SHARED)
                .sharedIdleStrategy(new BackoffIdleStrategy(1, 1, 1_000, DRIVER_SLEEP_NANOS))
                .ipcMtuLength(MTU_BYTES)
                .ipcTermBufferLength(Math.max(TERM_LEAST_BYTES, 2 * window))
                .ipcPublicationTermWindowLength(window)
                .driverTimeoutMs(PATIENCE_MS)
                .clientLivenessTimeoutNs(patience)
                .publicationUnblockTimeoutNs(2 * patience)); // more, so that it is sure
    }

    /**
     * {@return the window that holds what the other queues of a case hold}
     *
     * @param logs how many there are
     */
    static int window(QueueCase queueCase, int logs) {
        int bytes = queueCase.isLarge() ? queueCase.bytes() : FRAME_BYTES;
        return queueCase.capacity() / logs * bytes;
    }

    /** {@return a client of the driver that has its files there} */
    static AeronBus connect(String folder) {
        return new AeronBus(Aeron.connect(new Aeron.Context()
                .aeronDirectoryName(folder)
                .driverTimeoutMs(PATIENCE_MS)
                .subscriberErrorHandler(LangUtil::rethrowUnchecked)));
    }

    /** {@return how to wait: without sleeping, or as Aeron's users do who need their processors} */
    static IdleStrategy idle(boolean spinning) {
        return spinning ? BusySpinIdleStrategy.INSTANCE : new BackoffIdleStrategy();
    }

    /** {@return what sends, alone, once somebody receives} */
    Out out(int stream, IdleStrategy idle) {
        return out(stream, idle, true);
    }

    /**
     * {@return what sends, once somebody receives}
     *
     * @param exclusive whether to a log of its own
     */
    Out out(int stream, IdleStrategy idle, boolean exclusive) {
        Publication publication = exclusive
                ? aeron.addExclusivePublication(CHANNEL, stream)
                : aeron.addPublication(CHANNEL, stream);
        while (!publication.isConnected()) {
            Thread.onSpinWait();
        }
        return new Out(publication, idle);
    }

    /** {@return what receives} */
    In in(int stream, IdleStrategy idle) {
        return new In(aeron.addSubscription(CHANNEL, stream), idle);
    }

    @Override
    public void close() {
        aeron.close();
    }

    /** One end of a stream. */
    static final class Out {

        private final Publication publication;
        private final IdleStrategy idle;
        private final UnsafeBuffer frame = new UnsafeBuffer(new byte[0]);
        private final BufferClaim claim = new BufferClaim();

        private Out(Publication publication, IdleStrategy idle) {
            this.publication = publication;
            this.idle = idle;
        }

        /** Sends a message, when there is room for it. */
        void send(byte[] message) {
            while (trySend(message) < 0) {
                idle.idle();
            }
            idle.reset();
        }

        private long trySend(byte[] message) {
            long position;
            if (message.length <= publication.maxPayloadLength()) {
                position = publication.tryClaim(message.length, claim);
                if (position > 0) {
                    claim.buffer().putBytes(claim.offset(), message);
                    claim.commit();
                }
            } else {
                frame.wrap(message);
                position = publication.offer(frame);
            }
            if (position == Publication.CLOSED || position == Publication.MAX_POSITION_EXCEEDED) {
                throw new IllegalStateException(
                        "cannot send: " + Publication.errorString(position));
            }
            return position;
        }
    }

    /** The other end. */
    static final class In {

        private final Subscription subscription;
        private final IdleStrategy idle;

        private In(Subscription subscription, IdleStrategy idle) {
            this.subscription = subscription;
            this.idle = idle;
        }

        /** Receives until all is there. */
        void consume(Frames frames, Receipt receipt, Meter meter) {
            FragmentHandler handler = new FragmentAssembler((buffer, index, length, header) -> {
                if (receipt.accept(
                        AgronaRing.producer(buffer, index, length),
                        AgronaRing.number(frames, buffer, index, length))) {
                    meter.add(1);
                }
            });
            while (!receipt.isComplete()) {
                idle.idle(subscription.poll(handler, FRAGMENTS));
            }
        }

        /** {@return the number of the next message} */
        long next(Frames frames) {
            long[] number = new long[1];
            while (subscription.poll(
                            (buffer, index, length, header) ->
                                    number[0] = AgronaRing.number(frames, buffer, index, length),
                            1)
                    == 0) {
                idle.idle();
            }
            idle.reset();
            return number[0];
        }
    }
}

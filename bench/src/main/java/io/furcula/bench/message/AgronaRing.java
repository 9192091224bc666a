package io.furcula.bench.message;

import io.furcula.bench.rate.Meter;
import java.io.File;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.file.Path;
import org.agrona.DirectBuffer;
import org.agrona.IoUtil;
import org.agrona.concurrent.BackoffIdleStrategy;
import org.agrona.concurrent.IdleStrategy;
import org.agrona.concurrent.UnsafeBuffer;
import org.agrona.concurrent.ringbuffer.ManyToOneRingBuffer;
import org.agrona.concurrent.ringbuffer.RingBufferDescriptor;

/** Agrona's ring for many producers and one consumer, in a file that all map. */
final class AgronaRing {

    static final String SUBJECT = "agrona-m2o";

    private static final int TYPE = 1;

    /** Holds 26,214 messages of 32 bytes, each with 8 for its header. */
    private static final int SMALL_BYTES = 1 << 20;

    /** Holds 15 messages of 1 MiB; a message may have an eighth of a ring. */
    private static final int LARGE_BYTES = 16 << 20;

    private final ManyToOneRingBuffer ring;
    private final UnsafeBuffer frame = new UnsafeBuffer(new byte[0]);

    private AgronaRing(MappedByteBuffer memory) {
        ring = new ManyToOneRingBuffer(new UnsafeBuffer(memory));
    }

    /** {@return a new ring} */
    static AgronaRing create(Path file, boolean large) {
        long messages = large ? LARGE_BYTES : SMALL_BYTES;
        long bytes = messages + RingBufferDescriptor.TRAILER_LENGTH;
        return new AgronaRing(IoUtil.mapNewFile(file.toFile(), bytes));
    }

    /** {@return the ring of another process} */
    static AgronaRing open(Path file) {
        File existing = file.toFile();
        return new AgronaRing(
                IoUtil.mapExistingFile(existing, file.getFileName().toString()));
    }

    /** {@return how its users wait if they have a processor for other things} */
    static IdleStrategy backOff() {
        return new BackoffIdleStrategy();
    }

    /** Writes a message, when there is room for it. */
    void write(byte[] message, IdleStrategy idle) {
        frame.wrap(message);
        while (!ring.write(TYPE, frame, 0, message.length)) {
            idle.idle();
        }
        idle.reset();
    }

    /** Receives until all is there. */
    void consume(Frames frames, Receipt receipt, Meter meter) {
        IdleStrategy idle = backOff();
        while (!receipt.isComplete()) {
            idle.idle(ring.read((type, buffer, index, length) -> {
                if (receipt.accept(
                        producer(buffer, index, length), number(frames, buffer, index, length))) {
                    meter.add(1);
                }
            }));
        }
    }

    /** {@return the number of the next message} */
    long next(Frames frames, IdleStrategy idle) {
        long[] number = new long[1];
        while (ring.read(
                        (type, buffer, index, length) ->
                                number[0] = number(frames, buffer, index, length),
                        1)
                == 0) {
            idle.idle();
        }
        idle.reset();
        return number[0];
    }

    /** {@return a message's number, as {@link Frames} does, where it lies} */
    static long number(Frames frames, DirectBuffer buffer, int index, int length) {
        long number = buffer.getLong(index, ByteOrder.LITTLE_ENDIAN);
        frames.check(
                number,
                buffer.getLong(index + length - Frames.CHECK, ByteOrder.LITTLE_ENDIAN),
                length);
        return number;
    }

    /** {@return a message's producer, as {@link Frames} does, where it lies} */
    static int producer(DirectBuffer buffer, int index, int length) {
        return (int) buffer.getLong(index + length - Frames.PRODUCER, ByteOrder.LITTLE_ENDIAN);
    }
}

package io.furcula.pool;

import io.furcula.internal.codec.Codec;
import io.furcula.internal.pool.PoolMessages;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Items of a job that go to one worker in one message.
 *
 * <p><b>Thread safety:</b> none of its own; guarded by the {@link PoolEngine}'s lock.
 */
final class Chunk {

    private static final int LONGEST_SUMMARY = 100;

    final Job job;
    final int first;
    final int attempts;
    private final Object[] items;
    private final Codec.Outgoing[] messages;
    private final BitSet done = new BitSet();

    /** Where it is on its way; set by {@link #sent}. */
    private int slot = -1;

    private int sequence;

    /**
     * Items that have not been sent.
     *
     * @param job whose
     * @param first which one is the first
     * @param items the items
     * @param messages the same, as a worker reads them
     * @param attempts how often it was begun before
     */
    Chunk(Job job, int first, Object[] items, Codec.Outgoing[] messages, int attempts) {
        this.job = job;
        this.first = first;
        this.items = items;
        this.messages = messages;
        this.attempts = attempts;
    }

    int count() {
        return messages.length;
    }

    int slot() {
        return slot;
    }

    int sequence() {
        return sequence;
    }

    void sent(int toSlot, int as) {
        slot = toSlot;
        sequence = as;
    }

    /** {@return whether the item was not done before} */
    boolean done(int item) {
        if (item >= count() || done.get(item)) {
            return false;
        }
        done.set(item);
        return true;
    }

    boolean isDone(int item) {
        return done.get(item);
    }

    boolean isDone() {
        return done.cardinality() == count();
    }

    /** {@return some of its items, as a chunk that has not been sent; null if there are none} */
    @Nullable
    Chunk part(int from, int to, int attemptsOfPart) {
        return from >= to
                ? null
                : new Chunk(
                        job,
                        first + from,
                        Arrays.copyOfRange(items, from, to),
                        Arrays.copyOfRange(messages, from, to),
                        attemptsOfPart);
    }

    int bytes() {
        int bytes = PoolMessages.HEADER_BYTES;
        for (Codec.Outgoing message : messages) {
            bytes = Math.addExact(bytes, PoolMessages.itemBytes(message.sizeBytes()));
        }
        return bytes;
    }

    void writeTo(ByteBuffer out) {
        out.order(ByteOrder.nativeOrder());
        int at = out.position();
        out.putInt(at + PoolMessages.SLOT, slot);
        out.putInt(at + PoolMessages.SEQUENCE, sequence);
        out.putInt(at + PoolMessages.JOB, job.id());
        out.putShort(at + PoolMessages.COUNT, (short) count());
        int timed = job.options().timeout() == null ? 0 : PoolMessages.TIMED;
        int interruptible = job.isInterruptible() ? PoolMessages.INTERRUPTIBLE : 0;
        out.putShort(at + PoolMessages.FLAGS, (short) (timed | interruptible));
        at += PoolMessages.HEADER_BYTES;
        for (Codec.Outgoing message : messages) {
            out.putInt(at, message.sizeBytes());
            message.writeTo(out, at + Integer.BYTES);
            at += PoolMessages.itemBytes(message.sizeBytes());
        }
    }

    /** {@return an item, as short as it fits into a message} */
    String summary(int item) {
        try {
            String text = String.valueOf(items[item]).replaceAll("\\s+", " ");
            return text.length() <= LONGEST_SUMMARY
                    ? text
                    : text.substring(0, LONGEST_SUMMARY) + "...";
        } catch (RuntimeException | StackOverflowError e) { // of the item's own toString
            return "(" + items[item].getClass().getName() + ", whose toString throws " + e + ")";
        }
    }
}

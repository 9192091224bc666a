package io.furcula.internal.shared;

import io.furcula.spi.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Which segments an object that is being serialised refers to. The arguments of a process keep
 * theirs open until the process ends, so that it can attach them even if they are closed here in the
 * meantime; a message cannot, so its segments are kept until they are closed.
 *
 * <p><b>Thread safety:</b> confined to the serialising thread.
 */
public final class Transfer {

    private static final ThreadLocal<Transfer> CURRENT = new ThreadLocal<>();

    private final List<Segment> segments = new ArrayList<>();

    private Transfer() {}

    /**
     * Something serialised.
     *
     * @param <T> its type
     * @param result what the work returned
     * @param segments in use by the process: to be released once it has ended
     */
    public record Sent<T>(T result, List<Segment> segments) {}

    /**
     * Serialises arguments of a process.
     *
     * @param <T> the result's type
     * @param work serialises
     * @return what the work returned, and the segments that it refers to
     */
    public static <T> Sent<T> toChild(Supplier<T> work) {
        Transfer outer = CURRENT.get();
        Transfer mine = new Transfer();
        CURRENT.set(mine);
        try {
            return new Sent<>(work.get(), mine.segments);
        } catch (RuntimeException | Error e) {
            mine.segments.forEach(Segments::release);
            throw e;
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
    }

    /** {@return whether arguments of a process are being serialised, and not a message} */
    public static boolean isToChild() {
        return CURRENT.get() != null;
    }

    /**
     * Notes that a reference to a segment leaves this process.
     *
     * @param segment the segment
     */
    public static void sending(Segment segment) {
        Transfer transfer = CURRENT.get();
        if (transfer == null) {
            Segments.keep(segment);
        } else {
            Segments.retain(segment);
            transfer.segments.add(segment);
        }
    }
}

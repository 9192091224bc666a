package io.furcula.internal.shared;

import io.furcula.spi.Segment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/**
 * Which segments an object that is being serialised refers to. The arguments of a process hold
 * theirs until the process ends; a message cannot, so its segments are kept until they are closed.
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
     * @param segments to hold until the process has ended
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
            T result = work.get();
            return new Sent<>(result, List.copyOf(mine.segments));
        } finally {
            if (outer == null) {
                CURRENT.remove();
            } else {
                CURRENT.set(outer);
            }
        }
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
            transfer.segments.add(segment);
        }
    }
}

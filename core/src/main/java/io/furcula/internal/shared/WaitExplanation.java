package io.furcula.internal.shared;

import io.furcula.internal.ErrorText;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Why a wait of the calling thread ran out of time: for the message of an exception. It is found out shortly
 * before the time is over, so that nobody waits longer for it.
 *
 * <p><b>Thread safety:</b> confined to the thread that waits.
 */
public final class WaitExplanation implements AutoCloseable {

    private static final long BEGUN_BEFORE_NANOS = TimeUnit.MILLISECONDS.toNanos(350);

    private static final ThreadLocal<WaitExplanation> CURRENT = new ThreadLocal<>();

    private final @Nullable WaitExplanation outer = CURRENT.get();
    private @Nullable WaitsFor look;
    private String found = "";

    private WaitExplanation() {}

    /** {@return what is told about the next wait of this thread} To be closed by it. */
    public static WaitExplanation begin() {
        WaitExplanation mine = new WaitExplanation();
        CURRENT.set(mine);
        return mine;
    }

    /** {@return what the wait that asks is to tell why, or null if nobody wants to know} It is told once. */
    static @Nullable WaitExplanation take() {
        WaitExplanation mine = CURRENT.get();
        if (mine != null) {
            CURRENT.remove();
        }
        return mine;
    }

    /** Called after each sleep, while the wait can be seen. */
    void slept(WaitTable table, long number, Deadline deadline) {
        WaitsFor begun = look;
        if (begun == null) {
            look = deadline.leftNanos() < BEGUN_BEFORE_NANOS ? WaitsFor.begin(table) : null;
            return;
        }
        begun.goOn(deadline.leftNanos() < BEGUN_BEFORE_NANOS / 2);
        if (deadline.isOver()) {
            found = begun.finish().explain(number);
        }
    }

    /**
     * {@return a message with what was found out, if anything was}
     *
     * @param message what is known anyway
     */
    public String append(ErrorText message) {
        return found.isEmpty()
                ? message.toString()
                : message.detail("why", found).toString();
    }

    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
    }
}

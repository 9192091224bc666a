package io.furcula.internal.manager;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Who calls an object of the server: a thread of a client. What belongs to a thread, such as a lock, belongs
 * to this one there.
 *
 * @param session the client
 * @param member the child of it that is a thread, or 0
 * @param thread the thread's number
 */
record Caller(Session session, long member, long thread) {

    private static final ThreadLocal<@Nullable Current> CURRENT = new ThreadLocal<>();

    /** A call that is under way, in its thread. */
    static final class Current {
        private final Caller caller;
        private final List<Runnable> undo = new ArrayList<>();
        private final List<Long> granted = new ArrayList<>();

        Current(Caller caller) {
            this.caller = caller;
        }

        void begin() {
            CURRENT.set(this);
        }

        void end() {
            CURRENT.remove();
        }

        /** {@return what is to be done if the caller never learns how the call ended} */
        List<Runnable> undo() {
            return undo;
        }

        /** {@return the objects that the caller has been given a proxy of} */
        List<Long> granted() {
            return granted;
        }
    }

    private static Current inCall() {
        Current current = CURRENT.get();
        if (current == null) {
            throw new IllegalStateException("this belongs to a thread of a client, and is for calls"
                    + " through its proxy alone");
        }
        return current;
    }

    /** {@return who makes the call that this thread is in} */
    static Caller current() {
        return inCall().caller;
    }

    /** {@return whether this thread is in a call} */
    static boolean isCall() {
        return CURRENT.get() != null;
    }

    /** Says what is to be done if the caller never learns that the call has succeeded. */
    static void ifUndelivered(Runnable action) {
        Current current = CURRENT.get();
        if (current != null) {
            current.undo.add(action);
        }
    }

    /** Notes that the caller gets a proxy. */
    static void granted(long id) {
        inCall().granted.add(id);
    }

    /** A session is itself alone. */
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Caller c
                && c.session == session
                && c.member == member
                && c.thread == thread;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(session)
                + 31 * (Long.hashCode(member) + 31 * Long.hashCode(thread));
    }
}

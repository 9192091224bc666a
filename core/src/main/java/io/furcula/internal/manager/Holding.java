package io.furcula.internal.manager;

/** Something of which a client may have taken a part, such as a lock: it comes back when that ends. */
interface Holding {

    /**
     * A client has ended, or a child of it that is a thread.
     *
     * @param session the client
     * @param member the child; {@link Session#ALL} if it is the client
     */
    void ended(Session session, long member);

    /** {@return whether it is that one's} */
    static boolean isOf(Caller caller, Session session, long member) {
        return caller.session() == session && (member == Session.ALL || caller.member() == member);
    }
}

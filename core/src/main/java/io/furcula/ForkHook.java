package io.furcula;

/**
 * What an application does around a fork of its JVM: flush a buffer before, make a connection anew in
 * the child. See {@link ForkHooks}.
 *
 * <pre>{@code
 * ForkHooks.register(ForkHook.builder().before(pool::flush).inChild(pool::reconnect).build());
 * }</pre>
 *
 * <p><b>Thread safety:</b> immutable; its actions run in the thread that starts the child.
 */
public final class ForkHook {

    private final Runnable before;
    private final Runnable inParent;
    private final Runnable inChild;

    private ForkHook(Builder builder) {
        this.before = builder.before;
        this.inParent = builder.inParent;
        this.inChild = builder.inChild;
    }

    private static void nothing() {}

    /** {@return a builder of a hook that does nothing yet} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return what is done in the parent, before it forks} */
    public Runnable before() {
        return before;
    }

    /** {@return what is done in the parent, after it has forked or failed to} */
    public Runnable inParent() {
        return inParent;
    }

    /** {@return what is done in the child, before its target runs} */
    public Runnable inChild() {
        return inChild;
    }

    /**
     * What a hook is to do; each part may be left out.
     *
     * <p><b>Thread safety:</b> confined to one thread.
     */
    public static final class Builder {
        private Runnable before = ForkHook::nothing;
        private Runnable inParent = ForkHook::nothing;
        private Runnable inChild = ForkHook::nothing;

        private Builder() {}

        /**
         * Sets what is done in the parent, before it forks. All threads still run.
         *
         * @param action what to do; if it throws, nothing is forked, and the start throws the same
         * @return this
         */
        public Builder before(Runnable action) {
            this.before = action;
            return this;
        }

        /**
         * Sets what is done in the parent, after it has forked or failed to.
         *
         * @param action what to do; if it throws, the start throws the same, and the child is killed
         * @return this
         */
        public Builder inParent(Runnable action) {
            this.inParent = action;
            return this;
        }

        /**
         * Sets what is done in the child, before its target runs. The child has no other thread of the
         * application.
         *
         * @param action what to do; if it throws, the child ends with that exception
         * @return this
         */
        public Builder inChild(Runnable action) {
            this.inChild = action;
            return this;
        }

        /** {@return the hook} */
        public ForkHook build() {
            return new ForkHook(this);
        }
    }
}

package io.furcula;

import java.io.Serializable;

/**
 * What a process runs: a lambda, a method reference or an object, with up to four arguments.
 *
 * <p>Under a start method that starts a fresh JVM, the target, what it captures and its arguments
 * are serialised when the process is started; under {@code threading} they are shared. What a
 * target throws ends its process with exit code 1 and reaches the parent, see {@link
 * Process#failure()}.
 */
@FunctionalInterface
public interface Target extends Serializable {

    /**
     * Does the work, in the child.
     *
     * @throws Exception any failure
     */
    void run() throws Exception;

    /**
     * A target with one argument.
     *
     * @param <A> the argument's type
     */
    @FunctionalInterface
    interface Of1<A> extends Serializable {
        /**
         * Does the work, in the child.
         *
         * @param a the argument
         * @throws Exception any failure
         */
        void run(A a) throws Exception;
    }

    /**
     * A target with two arguments.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     */
    @FunctionalInterface
    interface Of2<A, B> extends Serializable {
        /**
         * Does the work, in the child.
         *
         * @param a the first argument
         * @param b the second argument
         * @throws Exception any failure
         */
        void run(A a, B b) throws Exception;
    }

    /**
     * A target with three arguments.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     */
    @FunctionalInterface
    interface Of3<A, B, C> extends Serializable {
        /**
         * Does the work, in the child.
         *
         * @param a the first argument
         * @param b the second argument
         * @param c the third argument
         * @throws Exception any failure
         */
        void run(A a, B b, C c) throws Exception;
    }

    /**
     * A target with four arguments.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <D> the fourth argument's type
     */
    @FunctionalInterface
    interface Of4<A, B, C, D> extends Serializable {
        /**
         * Does the work, in the child.
         *
         * @param a the first argument
         * @param b the second argument
         * @param c the third argument
         * @param d the fourth argument
         * @throws Exception any failure
         */
        void run(A a, B b, C c, D d) throws Exception;
    }

    /** A target that is started several times and told which one it is. */
    @FunctionalInterface
    interface Indexed extends Serializable {
        /**
         * Does the work, in the child.
         *
         * @param index 0 for the first process of the group, 1 for the second, and so on
         * @throws Exception any failure
         */
        void run(int index) throws Exception;
    }
}

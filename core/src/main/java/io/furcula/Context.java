package io.furcula;

import io.furcula.internal.start.Invocation;
import io.furcula.internal.start.Providers;
import org.jspecify.annotations.Nullable;

/**
 * Starts processes by one start method, whatever the global one is. Libraries take a context as an
 * argument. Queues, pipes, values, arrays and locks work with every method and belong to no context.
 *
 * <p><b>Thread safety:</b> immutable.
 */
public final class Context {

    /** The context of the global start method, which is asked for at each start. */
    static final Context GLOBAL = new Context(null);

    private final @Nullable String method;

    private Context(@Nullable String method) {
        this.method = method;
    }

    /**
     * {@return the context of a start method}
     *
     * @param startMethod its name, for example {@code spawn}
     * @throws IllegalArgumentException if there is no such method on the class path, or if it cannot
     *     work here; the message names the artifact to add, or the reason
     */
    public static Context of(String startMethod) {
        Providers.require(startMethod);
        return new Context(startMethod);
    }

    /** {@return the context of the global start method, whichever it is when a process is started} */
    public static Context global() {
        return GLOBAL;
    }

    /** {@return the start method's name} For the global context this fixes the default. */
    public String startMethod() {
        return method == null ? StartMethods.get() : method;
    }

    /**
     * {@return a process, not started}
     *
     * @param target what to run
     */
    public Process process(Target target) {
        return builder(target).build();
    }

    /**
     * {@return a process, not started}
     *
     * @param <A> the argument's type
     * @param target what to run
     * @param a the argument
     */
    public <A> Process process(Target.Of1<A> target, A a) {
        return builder(target, a).build();
    }

    /**
     * {@return a process, not started}
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param target what to run
     * @param a the first argument
     * @param b the second argument
     */
    public <A, B> Process process(Target.Of2<A, B> target, A a, B b) {
        return builder(target, a, b).build();
    }

    /**
     * {@return a process, not started}
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param target what to run
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     */
    public <A, B, C> Process process(Target.Of3<A, B, C> target, A a, B b, C c) {
        return builder(target, a, b, c).build();
    }

    /**
     * {@return a process, not started}
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <D> the fourth argument's type
     * @param target what to run
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @param d the fourth argument
     */
    public <A, B, C, D> Process process(Target.Of4<A, B, C, D> target, A a, B b, C c, D d) {
        return builder(target, a, b, c, d).build();
    }

    /**
     * {@return a builder of a process}
     *
     * @param target what to run
     */
    public Process.Builder builder(Target target) {
        return new Process.Builder(this, new Invocation(target));
    }

    /**
     * {@return a builder of a process}
     *
     * @param <A> the argument's type
     * @param target what to run
     * @param a the argument
     */
    public <A> Process.Builder builder(Target.Of1<A> target, A a) {
        return new Process.Builder(this, new Invocation(target, a));
    }

    /**
     * {@return a builder of a process}
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param target what to run
     * @param a the first argument
     * @param b the second argument
     */
    public <A, B> Process.Builder builder(Target.Of2<A, B> target, A a, B b) {
        return new Process.Builder(this, new Invocation(target, a, b));
    }

    /**
     * {@return a builder of a process}
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param target what to run
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     */
    public <A, B, C> Process.Builder builder(Target.Of3<A, B, C> target, A a, B b, C c) {
        return new Process.Builder(this, new Invocation(target, a, b, c));
    }

    /**
     * {@return a builder of a process}
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param <D> the fourth argument's type
     * @param target what to run
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @param d the fourth argument
     */
    public <A, B, C, D> Process.Builder builder(Target.Of4<A, B, C, D> target, A a, B b, C c, D d) {
        return new Process.Builder(this, new Invocation(target, a, b, c, d));
    }

    /**
     * Starts several processes with one target.
     *
     * @param count how many, at least 1
     * @param target what each runs, with its index
     * @return the processes, all started
     * @throws StartFailedException if one of them cannot be started; the others have been stopped
     */
    public ProcessGroup startAll(int count, Target.Indexed target) {
        return ProcessGroup.start(this, count, target);
    }

    /** {@return for example {@code Context[spawn]}} */
    @Override
    public String toString() {
        return "Context[" + (method == null ? "global" : method) + "]";
    }
}

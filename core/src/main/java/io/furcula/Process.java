package io.furcula;

import io.furcula.internal.ErrorText;
import io.furcula.internal.shared.Bells;
import io.furcula.internal.shared.Timeouts;
import io.furcula.internal.shared.WaitExplanation;
import io.furcula.internal.shared.Watch;
import io.furcula.internal.start.Children;
import io.furcula.internal.start.Invocation;
import io.furcula.internal.start.Providers;
import io.furcula.internal.start.Self;
import io.furcula.internal.start.TaskRequest;
import io.furcula.spi.ChildExit;
import io.furcula.spi.ChildHandle;
import java.io.Serializable;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * A child process that runs a {@link Target}, or the {@link #run} of a subclass.
 *
 * <pre>{@code
 * try (Process child = Process.start(() -> System.out.println("hello"))) {
 *     child.join();
 * }
 * }</pre>
 *
 * <p>It is started once, by the process that created it. What it ended with is its {@link
 * #exitStatus}; what its target threw is its {@link #failure}. A child ends with its parent: daemons
 * are terminated when the parent's JVM ends, others keep that JVM alive as a thread would, and if the
 * parent is killed all exit at once. None is ever left behind.
 *
 * <p>A subclass is serialised when it is started, if the start method starts a fresh JVM; its fields
 * must be serialisable, or transient.
 *
 * <p><b>Thread safety:</b> every method may be called by any thread at any time.
 */
/* A long file for its factory methods, one for each number of arguments, and their documentation. */
public non-sealed class Process implements Serializable, AutoCloseable, Waitable {

    private static final long serialVersionUID = 1;

    private static final Duration CLOSE_GRACE = Duration.ofSeconds(2);
    private static final Duration KILL_LIMIT = Duration.ofSeconds(10);

    private volatile String name;
    private final boolean daemon;
    private final @Nullable Invocation invocation;

    /* Known in the creating process alone. */
    private final transient @Nullable Context context;
    private final transient ProcessOptions options;
    private final transient @Nullable Self creator;
    private final transient Self jvm = Self.jvm();
    private final transient int number;
    private transient volatile @Nullable ChildHandle handle;
    private transient volatile boolean starting;
    private transient volatile boolean closed;
    private transient @Nullable Bells atEnd; // guarded by this

    /** For subclasses that override {@link #run}: a name as {@code Process-1}, not a daemon. */
    protected Process() {
        this(Context.GLOBAL);
    }

    /**
     * For subclasses that override {@link #run}: a name as {@code Process-1}, not a daemon.
     *
     * @param context decides how it is started
     */
    protected Process(Context context) {
        this(new Builder(context, null));
    }

    /**
     * For subclasses that override {@link #run}.
     *
     * @param builder decides how it is started; its target is not run unless {@link #run} does
     */
    protected Process(Builder builder) {
        Self self = Self.current();
        this.creator = self;
        this.number = self.nextChild();
        this.context = builder.context;
        this.invocation = builder.invocation;
        this.daemon = builder.daemon;
        this.options = builder.options();
        this.name = builder.name == null ? "Process-" + self.childIdentity(number) : builder.name;
    }

    /** This process itself, or its parent: not to be started. */
    private Process(String name, boolean daemon, @Nullable ChildHandle handle) {
        this.name = name;
        this.daemon = daemon;
        this.handle = handle;
        this.invocation = null;
        this.context = null;
        this.options = ProcessOptions.INHERITED;
        this.creator = null;
        this.number = 0;
    }

    /* Starting. */

    /**
     * Starts a process by the global start method.
     *
     * @param target what to run
     * @return the process, started
     * @throws StartFailedException if it cannot be started; nothing is left behind
     * @throws NotTransferableException if the target must be serialised and cannot be
     */
    public static Process start(Target target) {
        return builder(target).start();
    }

    /**
     * Starts a process by the global start method.
     *
     * @param <A> the argument's type
     * @param target what to run
     * @param a the argument
     * @return the process, started
     * @throws StartFailedException if it cannot be started; nothing is left behind
     * @throws NotTransferableException if the target or the argument must be serialised and cannot be
     */
    public static <A> Process start(Target.Of1<A> target, A a) {
        return builder(target, a).start();
    }

    /**
     * Starts a process by the global start method.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param target what to run
     * @param a the first argument
     * @param b the second argument
     * @return the process, started
     * @throws StartFailedException if it cannot be started; nothing is left behind
     * @throws NotTransferableException if the target or an argument must be serialised and cannot be
     */
    public static <A, B> Process start(Target.Of2<A, B> target, A a, B b) {
        return builder(target, a, b).start();
    }

    /**
     * Starts a process by the global start method.
     *
     * @param <A> the first argument's type
     * @param <B> the second argument's type
     * @param <C> the third argument's type
     * @param target what to run
     * @param a the first argument
     * @param b the second argument
     * @param c the third argument
     * @return the process, started
     * @throws StartFailedException if it cannot be started; nothing is left behind
     * @throws NotTransferableException if the target or an argument must be serialised and cannot be
     */
    public static <A, B, C> Process start(Target.Of3<A, B, C> target, A a, B b, C c) {
        return builder(target, a, b, c).start();
    }

    /**
     * Starts a process by the global start method.
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
     * @return the process, started
     * @throws StartFailedException if it cannot be started; nothing is left behind
     * @throws NotTransferableException if the target or an argument must be serialised and cannot be
     */
    public static <A, B, C, D> Process start(Target.Of4<A, B, C, D> target, A a, B b, C c, D d) {
        return builder(target, a, b, c, d).start();
    }

    /**
     * Starts several processes by the global start method.
     *
     * @param count how many, at least 1
     * @param target what each runs, with its index
     * @return the processes, all started
     * @throws StartFailedException if one of them cannot be started; the others have been stopped
     */
    public static ProcessGroup startAll(int count, Target.Indexed target) {
        return Context.GLOBAL.startAll(count, target);
    }

    /**
     * {@return a builder of a process}
     *
     * @param target what to run
     */
    public static Builder builder(Target target) {
        return Context.GLOBAL.builder(target);
    }

    /**
     * {@return a builder of a process}
     *
     * @param <A> the argument's type
     * @param target what to run
     * @param a the argument
     */
    public static <A> Builder builder(Target.Of1<A> target, A a) {
        return Context.GLOBAL.builder(target, a);
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
    public static <A, B> Builder builder(Target.Of2<A, B> target, A a, B b) {
        return Context.GLOBAL.builder(target, a, b);
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
    public static <A, B, C> Builder builder(Target.Of3<A, B, C> target, A a, B b, C c) {
        return Context.GLOBAL.builder(target, a, b, c);
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
    public static <A, B, C, D> Builder builder(Target.Of4<A, B, C, D> target, A a, B b, C c, D d) {
        return Context.GLOBAL.builder(target, a, b, c, d);
    }

    /**
     * Starts this process. Returns when the child lives and has said hello; it may not have begun
     * with its target yet.
     *
     * @return this
     * @throws IllegalStateException if it was started before, if this is not the process that created
     *     it, if it is closed, or if this process is a child that is still reading its task
     * @throws StartFailedException if it cannot be started, or if the calling thread is interrupted;
     *     nothing is left behind
     * @throws NotTransferableException if the target or an argument must be serialised and cannot be;
     *     the process can be started again
     * @throws IllegalArgumentException if the start method cannot be used here
     */
    public final Process start() {
        Self self = Self.current();
        if (creator == null || context == null || creator != self) {
            throw new IllegalStateException(
                    "can only start a process object created by current process");
        }
        if (self.isBooting()) {
            throw new IllegalStateException(ErrorText.of(
                            "FUR-108",
                            "Process '"
                                    + name
                                    + "' cannot be started while this child is still reading its task.")
                    .likely("a static initialiser or a readObject method starts a process")
                    .remedy("start it from a method that the target calls")
                    .toString());
        }
        synchronized (this) {
            checkNotClosed();
            if (handle != null || starting) {
                throw new IllegalStateException("cannot start a process twice: '" + name + "'");
            }
            starting = true;
        }
        try {
            String method = context.startMethod();
            TaskRequest request = new TaskRequest(
                    this,
                    self,
                    self.childIdentity(number),
                    method,
                    options,
                    invocation == null ? getClass().getName() : invocation.targetClass(),
                    this::runAsTarget);
            handle = Children.start(Providers.require(method), request);
        } finally {
            starting = false;
        }
        return this;
    }

    /** A child that was given a connection has it from its start on, even if it dies before it uses it. */
    private void runAsTarget() throws Exception {
        if (invocation != null) {
            for (Object argument : invocation.arguments()) {
                if (argument instanceof Connection connection) {
                    connection.use();
                }
            }
        }
        run();
    }

    /**
     * What the child does: calls the target. A subclass may override it. Called by anyone else, it
     * does the same in the calling thread.
     *
     * @throws Exception what the target throws
     */
    public void run() throws Exception {
        if (invocation != null) {
            invocation.call();
        }
    }

    /* Waiting. */

    /**
     * Waits for the child's end, however long it takes. May be called many times.
     *
     * @return how it ended
     * @throws IllegalStateException if it has not been started, or is this process itself
     * @throws InterruptedException if interrupted while waiting; the child runs on
     */
    public final ExitStatus join() throws InterruptedException {
        return awaitEnd(joinable(), Long.MAX_VALUE).orElseThrow().status();
    }

    /**
     * Waits for the child's end, for a limited time.
     *
     * @param timeout the longest wait; zero or less does not wait
     * @return whether it has ended
     * @throws IllegalStateException if it has not been started, or is this process itself
     * @throws InterruptedException if interrupted while waiting; the child runs on
     */
    public final boolean join(Duration timeout) throws InterruptedException {
        return awaitEnd(joinable(), Timeouts.nanos(timeout)).isPresent();
    }

    /**
     * Waits for the child's end, and makes sure that it ended well.
     *
     * @throws ProcessFailedException if it ended with a code other than 0; its cause is what the
     *     target threw
     * @throws IllegalStateException if it has not been started, or is this process itself
     * @throws InterruptedException if interrupted while waiting; the child runs on
     */
    public final void requireSuccess() throws InterruptedException {
        ChildHandle child = joinable();
        check(child, awaitEnd(child, Long.MAX_VALUE).orElseThrow());
    }

    /**
     * Waits for the child's end, for a limited time, and makes sure that it ended well.
     *
     * @param timeout the longest wait; zero or less does not wait
     * @throws TimeoutException if it has not ended; it runs on. After half a second or more its message has
     *     the deadlock that this is part of, if it is, see {@link io.furcula.sync.Deadlocks}
     * @throws ProcessFailedException if it ended with a code other than 0; its cause is what the
     *     target threw
     * @throws IllegalStateException if it has not been started, or is this process itself
     * @throws InterruptedException if interrupted while waiting; the child runs on
     */
    public final void requireSuccess(Duration timeout)
            throws InterruptedException, TimeoutException {
        ChildHandle child = joinable();
        try (WaitExplanation why = WaitExplanation.begin()) {
            Optional<ChildExit> exit = awaitEnd(child, Timeouts.nanos(timeout));
            if (exit.isEmpty()) {
                throw new TimeoutException(why.append(
                        ErrorText.of("FUR-405", this + " has not ended within " + timeout + ".")));
            }
            check(child, exit.get());
        }
    }

    private Optional<ChildExit> awaitEnd(ChildHandle child, long timeoutNanos)
            throws InterruptedException {
        String identity = creator == null ? "" : creator.childIdentity(number);
        return Children.awaitEnd(
                child, timeoutNanos, identity, "'" + name + "' (pid " + child.pid() + ")");
    }

    private void check(ChildHandle child, ChildExit exit) {
        if (!exit.status().isSuccess()) {
            throw failed(child, exit);
        }
    }

    private ProcessFailedException failed(ChildHandle child, ChildExit exit) {
        ExitStatus status = exit.status();
        String what = exit.failure() != null
                ? "threw " + exit.failure()
                : status.signal()
                        .map(s -> "was ended by " + s + ", exit code " + status.code())
                        .orElse("ended with exit code " + status.code());
        ErrorText text = ErrorText.of(
                "FUR-109",
                "Child '" + name + "' (" + methodName() + ", pid " + child.pid() + ") " + what
                        + ".");
        if (status.signal().filter("SIGKILL"::equals).isPresent()) {
            text.likely("killed by kill(), or by the kernel because memory ran out");
        }
        if (exit.failure() == null && !exit.lastOutput().isEmpty()) {
            text.detail("stderr", "(last lines)\n" + String.join("\n", exit.lastOutput()));
        }
        return new ProcessFailedException(text.toString(), status, exit.failure());
    }

    /** {@return completed with this process when the child has ended} Never exceptionally. */
    public final CompletableFuture<Process> onExit() {
        return joinable().onExit().thenApply(exit -> this);
    }

    /** {@return a watch for its end} One that was closed has ended. */
    final Watch watch() {
        ChildHandle child = closed ? null : joinable();
        return child == null
                ? () -> true
                : new Watch() {
                    @Override
                    public boolean isReady() {
                        return closed || child.onExit().isDone();
                    }

                    @Override
                    public void arm(Runnable bell) {
                        atEnd(child).add(bell);
                    }

                    @Override
                    public void disarm(Runnable bell) {
                        atEnd(child).remove(bell);
                    }
                };
    }

    /** Each wait could ask the future itself to ring, but that would never forget those that are over. */
    @SuppressWarnings("FutureReturnValueIgnored") // bells never fail
    private synchronized Bells atEnd(ChildHandle child) {
        Bells bells = atEnd;
        if (bells == null) {
            bells = new Bells();
            atEnd = bells;
            child.onExit().thenRun(bells::ring);
        }
        return bells;
    }

    private ChildHandle joinable() {
        if (Self.current().process() == this) {
            throw new IllegalStateException("a process cannot join itself");
        }
        ChildHandle child = handle();
        if (child == null) {
            throw new IllegalStateException("can only join a started process: '" + name + "'");
        }
        return child;
    }

    /* Asking. */

    /** {@return whether the child has been started and has not ended} */
    public final boolean isAlive() {
        ChildHandle child = handle();
        return child != null ? !child.onExit().isDone() : isThisJvm();
    }

    /** {@return how the child ended, or nothing while it has not} */
    public final Optional<ExitStatus> exitStatus() {
        return exit().map(ChildExit::status);
    }

    /**
     * {@return what the target threw, if it did and the child has ended} In its own type and with the
     * child's stack trace where that could be rebuilt here, else as a {@link RemoteException}.
     */
    public final Optional<Throwable> failure() {
        return exit().map(ChildExit::failure);
    }

    private boolean isThisJvm() {
        return Self.jvm().process() == this;
    }

    private Optional<ChildExit> exit() {
        ChildHandle child = handle();
        return child == null
                ? Optional.empty()
                : Optional.ofNullable(child.onExit().getNow(null));
    }

    /** {@return the process id, or nothing before the start} A thread has its parent's. */
    public final OptionalLong pid() {
        ChildHandle child = handle();
        if (child != null) {
            return OptionalLong.of(child.pid());
        }
        return isThisJvm() ? OptionalLong.of(ProcessHandle.current().pid()) : OptionalLong.empty();
    }

    /**
     * {@return the name} {@code MainProcess} for the first process; {@code Process-1} for its first
     * child, {@code Process-1:1} for that one's first child, and so on, unless given another.
     */
    public final String name() {
        return name;
    }

    /**
     * Gives it another name. It has no meaning, and need not be unique. A child that runs does not
     * learn it.
     *
     * @param name the name
     */
    public final void name(String name) {
        this.name = name;
    }

    /** {@return whether it is terminated when its parent ends, and does not keep that alive} */
    public final boolean isDaemon() {
        return daemon;
    }

    /* Ending. */

    /**
     * Asks the child to end: {@code SIGTERM}, which runs its shutdown hooks; a thread is interrupted.
     * Does nothing if it has ended. Locks, queues and pipes that it uses stay usable for others.
     *
     * @throws IllegalStateException if it has not been started
     */
    public final void terminate() {
        started().terminate();
    }

    /**
     * Ends the child at once: {@code SIGKILL}. Does nothing if it has ended. Locks, queues and pipes
     * that it uses stay usable for others. A thread cannot be killed: it is interrupted.
     *
     * @throws IllegalStateException if it has not been started
     */
    public final void kill() {
        started().kill();
    }

    /**
     * Asks the child to end, and kills it if it has not ended in time.
     *
     * @param grace how long it may take
     * @return how it ended; nothing if it is a thread that does not end
     * @throws IllegalStateException if it has not been started
     * @throws InterruptedException if interrupted while waiting; the child has been asked to end
     */
    public final Optional<ExitStatus> stop(Duration grace) throws InterruptedException {
        ChildHandle child = started();
        child.terminate();
        if (Children.await(child, grace).isEmpty()) {
            child.kill();
        }
        return Children.await(child, KILL_LIMIT).map(ChildExit::status);
    }

    private ChildHandle started() {
        ChildHandle child = handle();
        if (child == null) {
            throw new IllegalStateException("process '" + name + "' has not been started");
        }
        return child;
    }

    /**
     * Stops the child if it still runs, within 12 s, and frees what this object holds. After it, all
     * that asks or waits throws {@link IllegalStateException}. Idempotent.
     */
    @Override
    public void close() {
        ChildHandle child = handle;
        closed = true;
        if (child == null || creator == null || isOfAnotherProcess()) {
            return;
        }
        Children.stop(child, CLOSE_GRACE, KILL_LIMIT, name);
        handle = null;
    }

    private @Nullable ChildHandle handle() {
        checkNotClosed();
        if (isOfAnotherProcess()) {
            throw new IllegalStateException("process '" + name
                    + "' is a child of another process, of which this one is a copy: only its parent"
                    + " can wait for it, ask it or end it");
        }
        return handle;
    }

    /** In a copy of the process that started it. */
    private boolean isOfAnotherProcess() {
        return handle != null && creator != null && jvm != Self.jvm();
    }

    private void checkNotClosed() {
        if (closed) {
            throw new IllegalStateException("process '" + name + "' is closed");
        }
    }

    /* This process and its relatives. */

    /** {@return the process that the calling code is part of} */
    public static Process current() {
        Self self = Self.current();
        synchronized (self) {
            Process process = self.process();
            if (process == null) {
                process = new Process("MainProcess", false, null);
                self.process(process);
            }
            return process;
        }
    }

    /** {@return the process that started this one, or nothing in the first one} */
    public static Optional<Process> parent() {
        return Self.current().parent((name, handle) -> new Process(name, false, handle));
    }

    /** {@return the children of this process that are alive} */
    public static List<Process> active() {
        return Self.current().children().stream().filter(Process::runs).toList();
    }

    /** A child that has just ended may still be among its parent's children. */
    private boolean runs() {
        ChildHandle child = handle;
        return child != null && !child.onExit().isDone();
    }

    private String methodName() {
        return context == null ? "parent" : context.startMethod();
    }

    /** {@return for example {@code Process[Process-1, spawn, pid 4711, started]}} */
    @Override
    public String toString() {
        if (closed) {
            return "Process[" + name + ", closed]";
        }
        String state = isOfAnotherProcess()
                ? "of another process"
                : handle == null ? "initial" : isAlive() ? "started" : "stopped";
        return "Process["
                + name
                + (handle == null ? "" : ", " + methodName() + ", pid " + handle.pid())
                + (daemon ? ", daemon" : "")
                + ", "
                + (Self.current().process() == this ? "current" : state)
                + (isOfAnotherProcess() ? Optional.<ChildExit>empty() : exit())
                        .map(e -> ", " + e.status())
                        .orElse("")
                + "]";
    }

    /**
     * How a process is to be. Made by {@link Process#builder} and {@link Context#builder}.
     *
     * <p><b>Thread safety:</b> confined to one thread.
     */
    public static final class Builder {
        private final Context context;
        private final @Nullable Invocation invocation;
        private @Nullable String name;
        private boolean daemon;
        private final List<String> jvmArguments = new ArrayList<>();
        private final Map<String, String> environment = new HashMap<>();
        private @Nullable Path directory;
        private long maxHeapBytes;
        private Redirect standardOutput = Redirect.INHERIT;

        Builder(Context context, @Nullable Invocation invocation) {
            this.context = context;
            this.invocation = invocation;
        }

        /**
         * Sets the name.
         *
         * @param name the name; need not be unique
         * @return this
         */
        public Builder name(String name) {
            this.name = name;
            return this;
        }

        /**
         * Says whether the child is terminated when this JVM ends, and does not keep it alive.
         *
         * @param daemon whether it is; false by default
         * @return this
         */
        public Builder daemon(boolean daemon) {
            this.daemon = daemon;
            return this;
        }

        /**
         * Limits the heap of the child's JVM.
         *
         * @param size a number of bytes, or one with {@code k}, {@code m} or {@code g} behind it, for
         *     example {@code 256m}
         * @return this
         */
        public Builder maxHeap(String size) {
            this.maxHeapBytes = bytes(size);
            return this;
        }

        /**
         * Adds options for the child's {@code java}, after those that it inherits.
         *
         * @param arguments the options
         * @return this
         */
        public Builder jvmArguments(String... arguments) {
            jvmArguments.addAll(List.of(arguments));
            return this;
        }

        /**
         * Sets a variable of the child's environment.
         *
         * @param variable its name
         * @param value its value
         * @return this
         */
        public Builder environment(String variable, String value) {
            environment.put(variable, value);
            return this;
        }

        /**
         * Sets the child's working directory.
         *
         * @param directory an existing folder
         * @return this
         */
        public Builder directory(Path directory) {
            this.directory = directory;
            return this;
        }

        /**
         * Sets where the child's standard output goes.
         *
         * @param target a file, {@link Redirect#DISCARD}, or {@link Redirect#INHERIT}, the default
         * @return this
         */
        public Builder standardOutput(Redirect target) {
            this.standardOutput = target;
            return this;
        }

        /** {@return the process, not started} */
        public Process build() {
            return new Process(this);
        }

        /**
         * Builds and starts the process.
         *
         * @return the process, started
         * @throws StartFailedException if it cannot be started; nothing is left behind
         * @throws NotTransferableException if the target or an argument must be serialised and cannot
         *     be
         */
        public Process start() {
            return build().start();
        }

        private ProcessOptions options() {
            return new ProcessOptions(
                    jvmArguments, environment, directory, maxHeapBytes, standardOutput);
        }

        private static long bytes(String size) {
            String digits = size.toLowerCase(Locale.ROOT);
            int shift =
                    "kmg".indexOf(digits.isEmpty() ? ' ' : digits.charAt(digits.length() - 1)) + 1;
            try {
                String number = shift == 0 ? digits : digits.substring(0, digits.length() - 1);
                long bytes = Math.multiplyExact(Long.parseLong(number), 1L << (10 * shift));
                if (bytes > 0) {
                    return bytes;
                }
            } catch (NumberFormatException | ArithmeticException e) {
                // Said below, once.
            }
            throw new IllegalArgumentException(
                    "maxHeap=\"" + size + "\" is not a size; try \"256m\" or \"2g\"");
        }
    }
}

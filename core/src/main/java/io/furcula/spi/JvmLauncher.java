package io.furcula.spi;

import io.furcula.ProcessOptions;
import io.furcula.StartFailedException;
import io.furcula.internal.boot.ChildMain;
import io.furcula.internal.boot.ClassDataArchive;
import io.furcula.internal.boot.JvmChild;
import io.furcula.internal.boot.JvmCommandLine;
import io.furcula.internal.boot.WarmUp;
import java.time.Duration;
import java.util.List;

/**
 * Starts fresh JVMs that run a child: what {@code spawn} does, and what other start methods build
 * on. Pure Java, for every platform.
 *
 * <pre>{@code
 * List<String> command = new ArrayList<>(List.of("nice", "-n", "10"));
 * command.addAll(JvmLauncher.command(request.options(), List.of()));
 * return JvmLauncher.launch(id(), command, request, helloTimeout);
 * }</pre>
 *
 * <p><b>Thread safety:</b> every method may be called by any thread at any time.
 */
public final class JvmLauncher {

    private static final ClassDataArchive ARCHIVE = new ClassDataArchive();

    private JvmLauncher() {}

    /**
     * {@return the command line of a child} The same {@code java}, class or module path and options as
     * this JVM's, less the options that two JVMs cannot share: debugger and management ports,
     * recordings and log files.
     *
     * @param options the child's own options, which come last
     * @param more options of the start method, before the child's own
     */
    public static List<String> command(ProcessOptions options, List<String> more) {
        return JvmCommandLine.of(options, more, ChildMain.class);
    }

    /**
     * {@return the command line of a JVM like a child, with another main class} For a start method that
     * has helpers of its own.
     *
     * @param options the JVM's own options, which come last
     * @param more options of the start method, before those
     * @param main the main class
     */
    public static List<String> command(ProcessOptions options, List<String> more, Class<?> main) {
        return JvmCommandLine.of(options, more, main);
    }

    /**
     * {@return options that make a fresh JVM start faster} Those of a class-data archive, where all of the
     * class path is jars; none until it has been made, in the background, after the first call. {@code
     * -Dfurcula.cds=off} does without.
     */
    public static List<String> archiveOptions() {
        return ARCHIVE.options();
    }

    /**
     * Launches a child and returns once it has said hello and has its task.
     *
     * @param method the start method's name, for errors
     * @param command the command line from {@link #command}, perhaps behind another command that ends
     *     by executing it
     * @param request what to run
     * @param helloTimeout the longest wait for the child's hello
     * @return a handle on a live child
     * @throws StartFailedException if the command cannot be executed, or if the child dies or stays
     *     silent; no process, thread, file or descriptor is left behind
     * @throws io.furcula.NotTransferableException if the task cannot be serialised; nothing was
     *     started
     * @throws InterruptedException if interrupted while waiting; no process is left behind
     */
    public static ChildHandle launch(
            String method, List<String> command, ChildRequest request, Duration helloTimeout)
            throws InterruptedException {
        return JvmChild.launch(method, command, request, helloTimeout);
    }

    /**
     * Runs a child that does a little of everything that children do, and ends: for a JVM that records
     * what it loads, such as with {@code -XX:ArchiveClassesAtExit}. Its output is thrown away.
     *
     * @param command the command line from {@link #command}
     * @param timeout the longest it may take
     * @return whether it ended well; no process is left behind in any case
     * @throws StartFailedException if it cannot be started; nothing is left behind
     * @throws InterruptedException if interrupted while waiting; no process is left behind
     */
    public static boolean warmUp(List<String> command, Duration timeout)
            throws InterruptedException {
        return WarmUp.run(command, timeout);
    }
}

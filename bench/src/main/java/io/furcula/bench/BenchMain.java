package io.furcula.bench;

import io.furcula.Context;
import io.furcula.Process;
import io.furcula.ProcessFailedException;
import io.furcula.StartFailedException;
import io.furcula.StartMethods;
import io.furcula.spi.Availability;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/**
 * Runs suites. The exit code is 0 if all is well, 1 if a suite failed or its results are not what
 * they must be, 2 if the command line is wrong.
 */
@Command(
        name = "bench/run",
        description = "Measures every start method that can be used here, side by side.",
        sortOptions = false)
public final class BenchMain implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final int WRONG_USAGE = 2;

    private static volatile boolean stopping;

    private final PrintStream out;
    private final PrintStream err;

    @Parameters(arity = "1..*", paramLabel = "SUITE", description = "What to run.")
    private List<String> suites = new ArrayList<>();

    @Option(
            names = "--methods",
            split = ",",
            paramLabel = "M",
            description = "Start methods to compare. Default: all that can be used here.")
    private List<String> methods = new ArrayList<>();

    @Option(
            names = "--workers",
            paramLabel = "N",
            description = "Workers of each method. Default: one per processor.")
    private int workers = Runtime.getRuntime().availableProcessors();

    @Option(
            names = "--folder",
            paramLabel = "DIR",
            description = "Input of jobs. Default: the local Maven repository.")
    private @Nullable Path folder;

    @Option(
            names = "--peers",
            description = "Compare with Python, C and libraries too, where they are.")
    private boolean peers;

    @Option(names = "--quick", description = "End within a minute per suite.")
    private boolean quick;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the results as JSON.")
    private @Nullable Path json;

    @Option(names = "--html", paramLabel = "FILE", description = "Write the results as a page.")
    private @Nullable Path html;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this.")
    @SuppressWarnings("unused") // picocli acts on it
    private boolean help;

    private BenchMain(PrintStream out, PrintStream err) {
        this.out = out;
        this.err = err;
    }

    /**
     * Runs suites and ends the JVM with their exit code.
     *
     * @param args suites and options
     */
    public static void main(String[] args) {
        // Ctrl-C: workers end at once, not when their job is done.
        Runtime.getRuntime().addShutdownHook(new Thread(BenchMain::stop, "bench stop"));
        System.exit(run(System.out, System.err, args));
    }

    private static void stop() {
        stopping = true;
        Process.active().forEach(Process::kill);
    }

    /**
     * Runs suites.
     *
     * @param out gets the results
     * @param err gets notes, progress and errors
     * @param args suites and options
     * @return the exit code
     */
    public static int run(PrintStream out, PrintStream err, String... args) {
        CommandLine line = new CommandLine(new BenchMain(out, err));
        line.setOut(new PrintWriter(out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(err, true, StandardCharsets.UTF_8));
        line.getCommandSpec().usageMessage().footer(("\n" + Suites.list()).split("\n", -1));
        return line.execute(args);
    }

    @Override
    public Integer call() {
        List<Suite> chosen;
        BenchOptions options;
        try {
            chosen = Suites.named(suites);
            options = options();
            checkWritable(json);
            checkWritable(html);
        } catch (IllegalArgumentException e) {
            err.println(e.getMessage());
            return WRONG_USAGE;
        }
        Results results = new Results(Header.of(suites, options));
        Screen screen = new Screen(out, err, isTerminal());
        Header.summary(results.header()).forEach(screen::print);
        try {
            for (Suite suite : chosen) {
                screen.print("");
                suite.run(options, results, screen);
            }
            write(results, screen);
            return 0;
        } catch (BenchFailedException | IOException e) {
            return failed(screen, String.valueOf(e.getMessage()), null);
        } catch (ProcessFailedException | StartFailedException e) {
            return failed(screen, String.valueOf(e.getMessage()), e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return failed(screen, "interrupted", null);
        } catch (RuntimeException e) {
            return failed(screen, "this should not happen; please report it", e);
        }
    }

    private BenchOptions options() {
        if (workers < 1) {
            throw new IllegalArgumentException("--workers " + workers + " is less than 1");
        }
        if (folder != null && !Files.isDirectory(folder)) {
            throw new IllegalArgumentException("--folder " + folder + " is not a folder");
        }
        List<String> usable = usable();
        if (usable.isEmpty()) {
            throw new IllegalArgumentException("No start method can be used here.");
        }
        return new BenchOptions(usable, workers, folder, quick, peers);
    }

    /** Those that were asked for, without those that cannot be used here, which are told. */
    private List<String> usable() {
        Map<String, Availability> known = new LinkedHashMap<>();
        StartMethods.all().forEach(e -> known.put(e.id(), e.availability()));
        List<String> usable = new ArrayList<>();
        for (String method : new LinkedHashSet<>(methods.isEmpty() ? known.keySet() : methods)) {
            Availability availability = known.get(method);
            if (availability == null) {
                Context.of(method); // says what there is
            } else if (availability.available()) {
                usable.add(method);
            } else {
                err.println("start method '" + method + "' is left out: " + availability.reason());
            }
        }
        return usable;
    }

    /** Before the run, not after it. */
    private static void checkWritable(@Nullable Path file) {
        if (file == null) {
            return;
        }
        Path parent = file.toAbsolutePath().getParent();
        if (Files.isDirectory(file) || parent == null || !Files.isWritable(parent)) {
            throw new IllegalArgumentException(file + " cannot be written");
        }
    }

    /** {@return whether standard error is a terminal} The script knows; a JVM has no way to find out. */
    private static boolean isTerminal() {
        return "true".equals(System.getenv("FURCULA_BENCH_TERMINAL"));
    }

    private void write(Results results, Screen screen) throws IOException {
        if (json != null) {
            JsonReport.write(results, json);
            screen.note("wrote " + json);
        }
        if (html != null) {
            HtmlReport.write(results, html);
            screen.note("wrote " + html);
        }
    }

    private int failed(Screen screen, String message, @Nullable Throwable cause) {
        if (!stopping) {
            screen.note("failed: " + message);
            if (cause != null) {
                cause.printStackTrace(err);
            }
        }
        return FAILED;
    }
}

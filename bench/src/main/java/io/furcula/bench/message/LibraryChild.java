package io.furcula.bench.message;

import io.furcula.bench.parent.JavaCommand;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/**
 * A child of a parent that uses a library: another JVM with the same class path. They talk in lines, by
 * its standard input and output: it says {@value #READY}; is told when to begin; and says one number
 * when it is done. It ends when its parent does.
 */
final class LibraryChild implements AutoCloseable {

    private static final String READY = "ready";
    private static final int ORPHANED = 3;

    private final java.lang.Process process;
    private final BufferedReader out;
    private final PrintStream in;

    private LibraryChild(java.lang.Process process) {
        this.process = process;
        this.out = new BufferedReader(
                new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        this.in = new PrintStream(process.getOutputStream(), true, StandardCharsets.UTF_8);
    }

    /**
     * Starts children side by side, and returns when all are ready. If one fails, none is left.
     *
     * @param count how many
     * @param main their main class
     * @param arguments theirs; its index comes first
     */
    static List<LibraryChild> start(int count, Class<?> main, List<String> arguments)
            throws IOException {
        List<LibraryChild> children = new ArrayList<>();
        try {
            for (int i = 0; i < count; i++) {
                children.add(startOne(i, main, arguments));
            }
            for (LibraryChild child : children) {
                String line = child.line();
                if (!line.equals(READY)) {
                    throw new IOException("a child said '" + line + "'");
                }
            }
            return children;
        } catch (IOException | RuntimeException e) {
            close(children);
            throw e;
        }
    }

    private static LibraryChild startOne(int index, Class<?> main, List<String> arguments)
            throws IOException {
        List<String> all = new ArrayList<>(List.of(String.valueOf(index)));
        all.addAll(arguments);
        List<String> command = JavaCommand.of(List.of(), JavaCommand.classPath(), main, all);
        return new LibraryChild(
                new ProcessBuilder(command).redirectError(Redirect.INHERIT).start());
    }

    /** Tells when to begin. */
    void begin(long startNanos) {
        in.println(startNanos);
    }

    /** {@return what it said when it was done} */
    long result() throws IOException {
        return Long.parseLong(line());
    }

    private String line() throws IOException {
        String line = out.readLine();
        if (line == null) {
            throw new IOException("a child ended before it was done; see above for its reason");
        }
        return line;
    }

    /** Ends it. */
    @Override
    public void close() {
        process.destroyForcibly();
        process.onExit().join();
    }

    /** Ends all. */
    static void close(List<LibraryChild> children) {
        children.forEach(LibraryChild::close);
    }

    /** What a child hears from its parent, and says to it. */
    static final class Orders {

        private final CompletableFuture<Long> begin = new CompletableFuture<>();

        private Orders() {}

        /** {@return the child's end} To be called first of all: from now on it ends with its parent. */
        static Orders listen() {
            Orders orders = new Orders();
            Thread thread = new Thread(orders::read, "bench orders");
            thread.setDaemon(true);
            thread.start();
            return orders;
        }

        private void read() {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            try {
                for (String line = in.readLine(); line != null; line = in.readLine()) {
                    begin.complete(Long.parseLong(line));
                }
            } catch (IOException e) {
                // It has ended, as if it had said no more.
            }
            Runtime.getRuntime().halt(ORPHANED);
        }

        /** Says that the child is ready, waits until it is to begin, and returns when that was. */
        long awaitBegin() {
            System.out.println(READY);
            long startNanos = begin.join();
            while (System.nanoTime() - startNanos < 0) {
                Thread.onSpinWait();
            }
            return startNanos;
        }

        /** Says that the child is done. */
        void done(long result) {
            System.out.println(result);
        }
    }
}

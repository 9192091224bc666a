package io.furcula.bench.rate;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.BenchOptions;
import io.furcula.bench.C;
import io.furcula.bench.Python;
import io.furcula.bench.Screen;
import io.furcula.bench.parent.CSubject;
import io.furcula.bench.parent.JavaCommand;
import io.furcula.bench.parent.JavaSubject;
import io.furcula.bench.parent.LibrarySubject;
import io.furcula.bench.parent.PythonSubject;
import io.furcula.bench.parent.Subject;
import io.furcula.spi.MessageCodec;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/**
 * Who can be compared here. Each method that names a subject gives none if it cannot be measured here,
 * which has been told then.
 *
 * @param method the start method of Furcula's children
 * @param python for peers in Python
 * @param c for peers in C
 * @param libraries for peers that are libraries for the JVM
 * @param owner sources in other languages lie beside it
 */
public record Peers(
        String method,
        Optional<Python> python,
        Optional<C> c,
        Optional<String> libraries,
        Class<?> owner) {

    private static final String THREADS = "threading";

    /** A start that is quick leaves more time for what is measured. */
    private static final List<String> QUICKEST_FIRST = List.of("fork", "forkserver", "spawn");

    /**
     * {@return who can be compared; empty if no start method starts processes}
     *
     * @param suite who asks
     * @param options the start methods, and whether to compare with peers
     * @param screen is told who is left out, and why
     * @param owner sources in other languages lie beside it
     */
    public static Optional<Peers> find(
            String suite, BenchOptions options, Screen screen, Class<?> owner)
            throws BenchFailedException, InterruptedException {
        Optional<String> method = Stream.concat(QUICKEST_FIRST.stream(), options.methods().stream())
                .filter(m -> options.methods().contains(m) && !m.equals(THREADS))
                .findFirst();
        if (method.isEmpty()) {
            screen.note(suite + ": left out: it is about processes, and none of "
                    + options.methods() + " starts any");
            return Optional.empty();
        }
        Optional<String> libraries = options.peers() ? JavaCommand.jars("peers") : Optional.empty();
        if (options.peers() && libraries.isEmpty()) {
            screen.note(suite + ": no folder 'peers' beside the benchmarks, so there is no library"
                    + " to compare with; bench/run makes it");
        }
        return Optional.of(new Peers(
                method.get(),
                Python.asPeer(suite, options, screen),
                C.asPeer(suite, options, screen),
                libraries,
                owner));
    }

    /**
     * {@return a parent that uses Furcula; its first argument is the start method}
     *
     * @param thing what it uses, for example {@code queue}
     * @param main its main class
     */
    public Optional<Subject> furcula(String thing, Class<?> main) {
        return Optional.of(new JavaSubject("furcula-" + thing, main, List.of(method)));
    }

    /**
     * {@return the same with another codec, if it is on the class path or its jars are beside the benchmarks}
     *
     * @param thing what it uses, for example {@code queue}
     * @param main its main class
     * @param codec the folder of the codec's jars; it is used where it is on the class path
     */
    public Optional<Subject> furcula(String thing, Class<?> main, String codec)
            throws BenchFailedException {
        Optional<String> more = ServiceLoader.load(MessageCodec.class).stream()
                        .anyMatch(c -> c.get().name().equals(codec))
                ? Optional.of("")
                : JavaCommand.jars(codec);
        return more.map(jars ->
                new JavaSubject("furcula-" + thing + "-" + codec, main, List.of(method), jars));
    }

    /**
     * {@return a parent in Python}
     *
     * @param thing what it uses, for example {@code queue}
     * @param script its file name
     */
    public Optional<Subject> python(String thing, String script) {
        return python.map(p -> new PythonSubject(p.subject(thing), p, owner, script, List.of()));
    }

    /**
     * {@return a parent in C}
     *
     * @param thing what it uses, for example {@code pipe}; its first argument
     * @param source the file name of its source
     */
    public Optional<Subject> c(String thing, String source) {
        return c.map(
                compiler -> new CSubject("c-" + thing, compiler, owner, source, List.of(thing)));
    }

    /**
     * {@return a parent that uses a library}
     *
     * @param name the subject's name
     * @param main its main class; its first argument is a folder
     */
    public Optional<Subject> library(String name, Class<?> main) {
        return libraries.map(l -> new LibrarySubject(name, main, l));
    }
}

package io.furcula.bench.message;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.BenchOptions;
import io.furcula.bench.Results;
import io.furcula.bench.Screen;
import io.furcula.bench.Suite;
import io.furcula.bench.parent.Subject;
import io.furcula.bench.rate.Comparison;
import io.furcula.bench.rate.Comparison.Percentile;
import io.furcula.bench.rate.Peers;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long is it until a message of 32 bytes is in another process, and its answer back? The case
 * {@code blocking}: who waits, sleeps, so that the other one has to wake it. {@code spinning}: who
 * waits, does not sleep, which takes a processor for each.
 *
 * <p>Not measured: a system under load, and more than one message on its way. {@code c-futex} has no
 * message at all: it is what waking another process takes.
 */
public final class LatencySuite implements Suite {

    static final String BLOCKING = "blocking";
    static final String SPINNING = "spinning";
    static final int BYTES = 32;
    static final int CAPACITY = 16;

    private static final List<Percentile> COLUMNS = List.of(
            new Percentile("p50", 0.5), new Percentile("p90", 0.9), new Percentile("p99", 0.99));

    @Override
    public String name() {
        return "latency";
    }

    @Override
    public String description() {
        return "of a message to another process and back, asleep and spinning";
    }

    @Override
    public void run(BenchOptions options, Results results, Screen screen)
            throws BenchFailedException, InterruptedException {
        Optional<Peers> found = Peers.find(name(), options, screen, LatencySuite.class);
        if (found.isEmpty()) {
            return;
        }
        Peers peers = found.get();
        Comparison comparison = new Comparison(name(), RoundTrips.METRIC, COLUMNS, options, screen);
        Map<String, Object> params = Map.of("bytes", BYTES, "method", peers.method());
        comparison.ask(BLOCKING, blocking(peers), params);
        comparison.ask(SPINNING, spinning(peers), params);
        comparison.print("less");
        comparison.addTo(results);
    }

    private static List<Subject> blocking(Peers peers) {
        return Stream.of(
                        peers.furcula("queue", FurculaLatencyParent.class),
                        peers.python("queue", "latency_peer.py"),
                        peers.library(AeronBus.SUBJECT, AeronLatencyParent.class),
                        peers.c("pipe", "latency_peer.c"),
                        peers.c("futex", "latency_peer.c"))
                .flatMap(Optional::stream)
                .toList();
    }

    private static List<Subject> spinning(Peers peers) {
        return Stream.of(
                        peers.furcula("queue", FurculaLatencyParent.class),
                        peers.library(AgronaRing.SUBJECT, AgronaLatencyParent.class),
                        peers.library(AeronBus.SUBJECT, AeronLatencyParent.class))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Makes sure that an answer is the one to what was sent. */
    static void check(long sent, long received) {
        if (sent != received) {
            throw new IllegalStateException("sent " + sent + ", received " + received);
        }
    }
}

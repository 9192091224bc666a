package io.furcula.bench.message;

import io.furcula.bench.BenchFailedException;
import io.furcula.bench.BenchOptions;
import io.furcula.bench.Results;
import io.furcula.bench.Screen;
import io.furcula.bench.Suite;
import io.furcula.bench.parent.Subject;
import io.furcula.bench.rate.Comparison;
import io.furcula.bench.rate.Meter;
import io.furcula.bench.rate.Peers;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How many messages a second go from some processes to others? Of 32 bytes, of 1 MiB, and objects;
 * each queue has a bound, and holds 16,384 messages, or 16 of 1 MiB.
 *
 * <p>Receivers check number and order of all messages, and both ends of those of bytes; nobody reads
 * what is between the ends of 1 MiB. Not measured: the start of the processes, and what a message
 * waits for.
 */
public final class QueueSuite implements Suite {

    @Override
    public String name() {
        return "queue";
    }

    @Override
    public String description() {
        return "messages a second between processes: bytes, objects, 1 to 4 at each end";
    }

    @Override
    public void run(BenchOptions options, Results results, Screen screen)
            throws BenchFailedException, InterruptedException {
        Optional<Peers> peers = Peers.find(name(), options, screen, QueueSuite.class);
        if (peers.isEmpty()) {
            return;
        }
        Comparison comparison =
                new Comparison(name(), Meter.metric("msg/s"), Comparison.RANGE, options, screen);
        for (QueueCase queueCase : QueueCase.all()) {
            comparison.ask(
                    queueCase.id(),
                    subjects(queueCase, peers.get()),
                    params(queueCase, peers.get()));
        }
        comparison.print("more");
        comparison.addTo(results);
    }

    private static List<Subject> subjects(QueueCase queueCase, Peers peers)
            throws BenchFailedException {
        List<Subject> subjects = new ArrayList<>();
        peers.furcula("queue", FurculaQueueParent.class).ifPresent(subjects::add);
        if (queueCase == QueueCase.ONE_TO_ONE_RECORD) {
            peers.furcula("queue", FurculaQueueParent.class, "fory").ifPresent(subjects::add);
        }
        peers.python("queue", "queue_peer.py").ifPresent(subjects::add);
        if (queueCase.isForByteStreams()) {
            peers.library(AgronaRing.SUBJECT, AgronaQueueParent.class).ifPresent(subjects::add);
            peers.library(AeronBus.SUBJECT, AeronQueueParent.class).ifPresent(subjects::add);
        }
        if (queueCase == QueueCase.FOUR_TO_ONE) {
            peers.library(AeronBus.SUBJECT_EXCLUSIVE, AeronQueueParent.Exclusive.class)
                    .ifPresent(subjects::add);
        }
        if (queueCase == QueueCase.ONE_TO_ONE) {
            peers.c("pipe", "queue_peer.c").ifPresent(subjects::add);
        }
        return subjects;
    }

    private static Map<String, Object> params(QueueCase queueCase, Peers peers) {
        Map<String, Object> params = new LinkedHashMap<>();
        params.put("producers", queueCase.producers());
        params.put("consumers", queueCase.consumers());
        params.put("capacity", queueCase.capacity());
        params.put("method", peers.method());
        return params;
    }
}

package io.furcula.testkit.torture;

import io.furcula.Context;
import io.furcula.ExitStatus;
import io.furcula.Pipe;
import io.furcula.Process;
import io.furcula.StartFailedException;
import io.furcula.internal.shared.FaultPoint;
import io.furcula.testkit.Await;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * Kills processes while they use everything in {@code io.furcula.sync}, queues and a pipe, at random instants and
 * stopped between two steps of a protocol: no other one may wait for more than a second, nothing that is guarded
 * may be seen half done, and of the messages none is lost, doubled or harmed but what its victim had in hand.
 */
final class KillTorture {

    private static final int VICTIMS = 3;
    private static final int KILLS_IN_A_ROUND = 100;
    private static final long LONGEST_LIFE_NANOS = TimeUnit.MILLISECONDS.toNanos(60);

    /** A victim gets where it is to stop within this time, or is killed anywhere. */
    private static final long ON_THE_WAY_NANOS = TimeUnit.MILLISECONDS.toNanos(1500);

    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(10);
    /** Steps that a victim only gets to beside others that were killed, and where those are to be killed. */
    private static final Map<FaultPoint, FaultPoint> BESIDE_ONE_KILLED_AT = Map.of(
            FaultPoint.WRITER_DIED, FaultPoint.WRITER_IN,
            FaultPoint.WRITER_FREED, FaultPoint.WRITER_IN,
            FaultPoint.DEATH_TAKEN, FaultPoint.WRITER_IN,
            FaultPoint.DEATH_DONE, FaultPoint.WRITER_IN,
            FaultPoint.READER_FREED, FaultPoint.READER_IN,
            FaultPoint.BOUNDED_FREED, FaultPoint.BOUNDED_TAKEN);

    private static final Duration SETTLING = Duration.ofSeconds(20);

    private final TortureOptions options;
    private final PrintStream out;
    private final Tally tally;
    private final Random random;
    private final boolean stops = Boolean.getBoolean("furcula.test.faults");
    private final Map<FaultPoint, Integer> stopped = new EnumMap<>(FaultPoint.class);
    private final Map<String, Long> slowestMillis = new TreeMap<>();
    private final long begin = System.nanoTime();
    private long printed;
    private long victims;
    private long kills;
    private long refused;
    private long messages;

    KillTorture(TortureOptions options, PrintStream out) {
        this.options = options;
        this.out = out;
        this.tally = new Tally(out);
        this.random = new Random(options.seed());
    }

    /** {@return whether nothing failed} */
    boolean run() throws Exception {
        String method = options.startMethod();
        Context context = Context.of(method);
        out.println("torture by kills: victims by " + method + ", seed " + options.seed()
                + "; process " + ProcessHandle.current().pid() + ", JVM " + Runtime.version());
        useOnce(context);
        Held before = Held.now();
        while (!isOver()) {
            round(context);
        }
        lookForLeaks(before);
        printSummary();
        tally.printLine();
        Heartbeat.beat(tally.passed(), tally.failed(), true);
        return tally.failed() == 0;
    }

    private boolean isOver() {
        return System.nanoTime() - begin >= options.duration().toNanos()
                || kills >= options.forks();
    }

    /** What is made once for many is not a leak. */
    private static void useOnce(Context context) throws Exception {
        try (Pipe pipe = Pipe.duplex()) {
            KillGround ground = KillGround.create(pipe);
            try (Process user = context.process(KillTorture::useOnce, ground).start()) {
                useOnce(ground);
                user.requireSuccess();
            }
            ground.close();
        }
    }

    private static void useOnce(KillGround ground) throws Exception {
        Random random = new Random(0);
        for (KillAct act : KillAct.values()) {
            act.act(ground, random);
        }
    }

    private void round(Context context) throws IOException, InterruptedException {
        KillRound round = new KillRound(tally, random);
        round.begin();
        Map<Long, Victim> alive = new TreeMap<>();
        for (int i = 0; i < KILLS_IN_A_ROUND && !isOver(); i++) {
            while (alive.size() < VICTIMS) {
                start(context, round, alive);
            }
            Victim next = Objects.requireNonNull(alive.remove(nextToDie(round.ground(), alive)));
            kill(next.process(), round);
            Heartbeat.beat(tally.passed(), tally.failed(), false);
            lookForHangs(round);
            printProgress();
        }
        for (Victim victim : alive.values()) {
            kill(victim.process(), round);
        }
        round.end(options.deadline());
        messages += round.messages();
        for (KillWitness witness : round.witnesses()) {
            slowestMillis.merge(
                    witness.getName().substring("witness of ".length()),
                    witness.slowestNanos() / 1_000_000,
                    Math::max);
        }
    }

    /**
     * A process that runs until it is killed.
     *
     * @param process it
     * @param where the step where it is to stop, or nothing
     * @param startNanos when it was started
     */
    private record Victim(Process process, Optional<FaultPoint> where, long startNanos) {
        boolean isOnItsWay() {
            return where.isPresent() && System.nanoTime() - startNanos < ON_THE_WAY_NANOS;
        }
    }

    /** One that has stopped between two steps, as soon as there is one; else any other, after a while. */
    private long nextToDie(KillGround ground, Map<Long, Victim> alive) throws InterruptedException {
        while (true) {
            Duration life = Duration.ofNanos((long) (random.nextDouble() * LONGEST_LIFE_NANOS));
            KillStop stop = ground.stops().poll(life);
            if (stop != null && alive.containsKey(stop.victim())) {
                stopped.merge(stop.point(), 1, Integer::sum);
                return stop.victim();
            }
            List<Long> any = alive.entrySet().stream()
                    .filter(victim -> !victim.getValue().isOnItsWay())
                    .map(Map.Entry::getKey)
                    .toList();
            if (!any.isEmpty()) {
                return any.get(random.nextInt(any.size()));
            }
        }
    }

    /** {@return where the next victim is to stop, if anywhere} Mostly where the fewest were killed. */
    private Optional<FaultPoint> nextStep(Collection<Victim> alive) {
        if (!stops) {
            return Optional.empty();
        }
        Optional<FaultPoint> wanted = alive.stream()
                .flatMap(victim -> victim.where().stream())
                .flatMap(step -> Stream.ofNullable(BESIDE_ONE_KILLED_AT.get(step)))
                .findFirst();
        if (wanted.isPresent() // one at a time: others are to have a chance of the lock, too
                && alive.stream().noneMatch(victim -> victim.where().equals(wanted))) {
            return wanted;
        }
        if (random.nextInt(4) == 0) {
            return Optional.empty();
        }
        List<FaultPoint> steps = List.of(FaultPoint.values());
        int fewest = steps.stream()
                .mapToInt(step -> stopped.getOrDefault(step, 0))
                .min()
                .orElseThrow();
        if (random.nextBoolean()) {
            steps = steps.stream()
                    .filter(step -> stopped.getOrDefault(step, 0) == fewest)
                    .toList();
        }
        return Optional.of(steps.get(random.nextInt(steps.size())));
    }

    private void start(Context context, KillRound round, Map<Long, Victim> alive) {
        long victim = victims++;
        Optional<FaultPoint> where = nextStep(alive.values());
        boolean outgrows = where.equals(Optional.of(FaultPoint.EXTENT_DROPPED));
        try {
            Process process = context.process(
                            KillVictim::run,
                            outgrows ? round.growingAnew() : round.ground(),
                            victim,
                            random.nextLong(),
                            where.map(FaultPoint::name).orElse(""))
                    .start();
            alive.put(victim, new Victim(process, where, System.nanoTime()));
        } catch (StartFailedException e) {
            refused++;
            Work.sink = e;
        }
    }

    private void kill(Process victim, KillRound round) throws InterruptedException {
        try (victim) {
            boolean ranUntilNow = victim.isAlive();
            victim.kill();
            if (!victim.join(options.deadline())) {
                tally.fail(victim + " does not end");
            } else if (!ranUntilNow
                    || !victim.exitStatus().orElseThrow().equals(ExitStatus.killedBy(9))) {
                tally.fail(victim + " ended by itself: "
                        + victim.failure().map(Throwable::toString).orElse("no failure told"));
            } else {
                kills++;
                round.killed();
                tally.pass();
            }
        }
    }

    private void lookForHangs(KillRound round) throws IOException {
        for (KillWitness witness : round.witnesses()) {
            String hang = witness.hangsAt(options.deadline().toNanos());
            if (hang != null) {
                tally.fail(hang);
            }
        }
    }

    private void printProgress() {
        long now = System.nanoTime() - begin;
        if (now - printed > PROGRESS_NANOS) {
            printed = now;
            out.println(
                    now / 1_000_000_000 + " s: " + kills + " kills, " + tally.failed() + " failed");
        }
    }

    private void lookForLeaks(Held before) throws InterruptedException {
        Await.within(SETTLING, () -> Held.now().moreThan(before).isEmpty());
        tally.check(
                "descriptors, threads and processes are as before", Held.now().moreThan(before));
    }

    private void printSummary() {
        StringBuilder text = new StringBuilder("slowest acts beside the killed, ms:");
        slowestMillis.forEach(
                (what, millis) -> text.append(' ').append(what).append(' ').append(millis));
        out.println(text);
        if (stops) {
            out.println("killed at " + stopped.size() + " of " + FaultPoint.values().length
                    + " steps; not at "
                    + Arrays.stream(FaultPoint.values())
                            .filter(step -> !stopped.containsKey(step))
                            .toList());
        }
        out.println(kills + " kills, " + messages + " messages, " + refused + " starts refused");
    }
}

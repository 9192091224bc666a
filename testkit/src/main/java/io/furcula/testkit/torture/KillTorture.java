package io.furcula.testkit.torture;

import io.furcula.Context;
import io.furcula.ExitStatus;
import io.furcula.Process;
import io.furcula.StartFailedException;
import io.furcula.testkit.Await;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

/**
 * Kills processes at random instants while they use everything in {@code io.furcula.sync} and a queue: no
 * other one may wait for more than a second, nothing that is guarded may be seen half done, and of the
 * messages none is lost, doubled or harmed that its victim had put.
 */
final class KillTorture {

    private static final int VICTIMS = 3;
    private static final long LONGEST_LIFE_NANOS = TimeUnit.MILLISECONDS.toNanos(60);
    private static final long PROGRESS_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final Duration SETTLING = Duration.ofSeconds(20);

    private final TortureOptions options;
    private final PrintStream out;
    private final Tally tally;
    private final Random random;
    private final Map<Long, Long> nextOfVictim = new HashMap<>();
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
        KillGround first = KillGround.create();
        try (Process user = context.process(KillTorture::useOnce, first).start()) {
            useOnce(first);
            user.requireSuccess(); // what is made once for many is not a leak
        }
        first.close();
        Held before = Held.now();
        KillGround ground = KillGround.create();
        List<KillWitness> witnesses = witnesses(ground);
        witnesses.forEach(Thread::start);
        killUntilTheEnd(context, ground, witnesses);
        witnesses.forEach(KillWitness::end);
        for (KillWitness witness : witnesses) {
            witness.join(options.deadline().toMillis());
        }
        lookAtWhatIsLeft(ground);
        ground.close();
        lookForLeaks(before);
        printSlowest(witnesses);
        out.println(kills + " kills, " + messages + " messages, " + refused + " starts refused");
        tally.printLine();
        Heartbeat.beat(tally.passed(), tally.failed(), true);
        return tally.failed() == 0;
    }

    private static void useOnce(KillGround ground) throws Exception {
        Random random = new Random(0);
        for (KillAct act : KillAct.values()) {
            act.act(ground, random);
        }
    }

    private List<KillWitness> witnesses(KillGround ground) {
        List<KillWitness> witnesses = new ArrayList<>();
        for (KillAct act : KillAct.values()) {
            witnesses.add(
                    new KillWitness(act.name(), r -> act.act(ground, r), random.nextLong(), tally));
        }
        witnesses.add(new KillWitness("MESSAGES", r -> takeAll(ground), 0, tally));
        return witnesses;
    }

    /** By one thread alone: the messages of each victim come in order, whole, and without a gap. */
    private void takeAll(KillGround ground) {
        for (KillMessage m = ground.messages().poll();
                m != null;
                m = ground.messages().poll()) {
            long next = nextOfVictim.getOrDefault(m.victim(), 0L);
            if (m.number() != next || !m.isWhole()) {
                tally.fail("victim " + m.victim() + ": message " + m.number() + " instead of "
                        + next + (m.isWhole() ? "" : ", and harmed"));
            }
            nextOfVictim.put(m.victim(), m.number() + 1);
            messages++;
        }
    }

    private void killUntilTheEnd(Context context, KillGround ground, List<KillWitness> witnesses)
            throws IOException, InterruptedException {
        long begin = System.nanoTime();
        long printed = 0;
        List<Process> alive = new ArrayList<>();
        while (System.nanoTime() - begin < options.duration().toNanos()
                && kills < options.forks()) {
            while (alive.size() < VICTIMS) {
                start(context, ground, alive);
            }
            LockSupport.parkNanos((long) (random.nextDouble() * LONGEST_LIFE_NANOS));
            kill(alive.remove(random.nextInt(alive.size())));
            Heartbeat.beat(tally.passed(), tally.failed(), false);
            for (KillWitness witness : witnesses) {
                String hang = witness.hangsAt(options.deadline().toNanos());
                if (hang != null) {
                    tally.fail(hang);
                }
            }
            long now = System.nanoTime() - begin;
            if (now - printed > PROGRESS_NANOS) {
                printed = now;
                out.println(now / 1_000_000_000 + " s: " + kills + " kills, " + messages
                        + " messages, " + tally.failed() + " failed");
            }
        }
        for (Process victim : alive) {
            kill(victim);
        }
    }

    private void start(Context context, KillGround ground, List<Process> alive) {
        long victim = victims++;
        try {
            alive.add(context.process(KillVictim::run, ground, victim, random.nextLong())
                    .start());
        } catch (StartFailedException e) {
            refused++;
            Work.sink = e;
        }
    }

    private void kill(Process victim) throws InterruptedException {
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
                tally.pass();
            }
        }
    }

    private void lookAtWhatIsLeft(KillGround ground) throws InterruptedException {
        List<String> problems = new ArrayList<>();
        takeAll(ground);
        for (String what : new String[] {"lock", "writer", "condition"}) {
            AtomicBoolean taken = new AtomicBoolean();
            Thread thread = new Thread(() -> taken.set(isTaken(ground, what)));
            thread.setDaemon(true);
            thread.start();
            thread.join(A_SECOND.toMillis() * 2);
            if (!taken.get()) {
                problems.add("the lock '" + what + "' cannot be taken");
            }
        }
        if (!ground.bounded().tryAcquire(KillGround.PERMITS, A_SECOND)) {
            problems.add("permits of the dead have not come back: " + ground.bounded());
        }
        int lost = KillGround.PERMITS - ground.permits().availablePermits();
        if (lost < 0 || lost > KillGround.PERMITS) {
            problems.add(lost + " permits without owner are lost");
        }
        Set<String> told = new HashSet<>();
        for (String one = ground.told().poll(); one != null; one = ground.told().poll()) {
            if (!told.add(one)) {
                problems.add("told twice: " + one);
            }
        }
        out.println(told.size() + " deaths of holders were told");
        tally.check("what is left behind can be used", problems);
    }

    private static boolean isTaken(KillGround ground, String what) {
        KillAct act = what.equals("lock")
                ? KillAct.LOCK
                : what.equals("writer") ? KillAct.WRITE : KillAct.CONDITION;
        try {
            act.act(ground, new Random(0));
            return true;
        } catch (Exception e) {
            return false;
        }
    }

    private void lookForLeaks(Held before) throws InterruptedException {
        Await.within(SETTLING, () -> Held.now().moreThan(before).isEmpty());
        tally.check(
                "descriptors, threads and processes are as before", Held.now().moreThan(before));
    }

    private void printSlowest(List<KillWitness> witnesses) {
        StringBuilder text = new StringBuilder("slowest acts beside the killed, ms:");
        for (KillWitness witness : witnesses) {
            text.append(' ')
                    .append(witness.getName().substring("witness of ".length()))
                    .append(' ')
                    .append(witness.slowestNanos() / 1_000_000);
        }
        out.println(text);
    }
}

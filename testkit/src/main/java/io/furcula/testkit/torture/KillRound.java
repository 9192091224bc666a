package io.furcula.testkit.torture;

import io.furcula.Connection;
import io.furcula.Pipe;
import io.furcula.Queue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** What victims of one round share, the witnesses beside them, and what must be true of both at the end. */
final class KillRound {

    private static final Duration A_MOMENT = Duration.ofMillis(3);
    private static final Duration A_SECOND = Duration.ofSeconds(1);
    private static final int JOBS_AT_A_TIME = 40;
    private static final int BALLAST_LONGS = 600;
    private static final int MOST_IN_HAND = 2;
    private static final int LEAST_OUTGROWN = 25_000;
    private static final int MOST_OUTGROWN = 800_000;

    private final Tally tally;
    private final Pipe pipe = Pipe.duplex();
    private final KillGround ground = KillGround.create(pipe);
    private final List<KillGround> others = new ArrayList<>();
    private final List<KillWitness> witnesses = new ArrayList<>();
    private final Numbers messages = new Numbers("message");
    private final Numbers sent = new Numbers("message on the line");
    private final BitSet done = new BitSet();
    private long jobs;
    private final AtomicLong kills = new AtomicLong();
    private int permits = KillGround.PERMITS;
    private volatile KillGround newest = ground;

    KillRound(Tally tally, Random random) {
        this.tally = tally;
        for (KillAct act : EnumSet.complementOf(EnumSet.of(KillAct.GROW))) {
            witness(act.name(), r -> act.act(ground, r), random.nextLong());
        }
        witness("GROW", r -> useBesideGrowth(), 0);
        witness("MESSAGES", r -> messages.takeAll(), 0);
        witness("LINE", r -> sent.receiveAll(), 0);
        witness("JOBS", r -> feed(), 0);
    }

    private void witness(String what, KillWitness.Act act, long seed) {
        witnesses.add(new KillWitness(what, act, seed, tally, kills::get));
    }

    KillGround ground() {
        return ground;
    }

    /** {@return the ground of a victim that stops where a queue has outgrown an extent: only a new queue does} */
    KillGround growingAnew() {
        KillGround other = ground.growingAnew();
        others.add(other);
        newest = other;
        return other;
    }

    List<KillWitness> witnesses() {
        return witnesses;
    }

    void begin() {
        witnesses.forEach(Thread::start);
    }

    /** Permits without owner go with those that are killed, and there are to be some. */
    void killed() {
        kills.incrementAndGet();
        if (ground.permits().availablePermits() == 0) {
            ground.permits().release();
            permits++;
        }
    }

    /** {@return how many messages have come, in all ways} */
    long messages() {
        return messages.count + sent.count + done.cardinality();
    }

    /** By one thread alone: what victims have sent comes in order, whole, and without a gap. */
    private final class Numbers {
        private final String what;
        private final Map<Long, Long> nextOfVictim = new HashMap<>();
        private long count;

        Numbers(String what) {
            this.what = what;
        }

        void takeAll() {
            for (KillMessage m = ground.messages().poll();
                    m != null;
                    m = ground.messages().poll()) {
                check(m);
            }
        }

        void receiveAll() throws InterruptedException {
            Connection line = pipe.parent();
            while (line.poll()) {
                check(line.receive(KillMessage.class));
            }
        }

        private void check(KillMessage m) {
            long next = nextOfVictim.getOrDefault(m.victim(), 0L);
            if (m.number() != next || !m.isWhole()) {
                tally.fail("victim " + m.victim() + ": " + what + ' ' + m.number() + " instead of "
                        + next + (m.isWhole() ? "" : ", and harmed"));
            }
            nextOfVictim.put(m.victim(), m.number() + 1);
            count++;
        }
    }

    /** With small messages, so that a victim is the one that drops what is too small. */
    private void useBesideGrowth() throws InterruptedException {
        Queue<byte[]> growing = newest.growing();
        growing.offer(new byte[LEAST_OUTGROWN / 100]);
        growing.poll(A_MOMENT);
    }

    /** By one thread alone: keeps some jobs there, and looks which are done. */
    private void feed() throws InterruptedException {
        while (ground.jobs().size() < JOBS_AT_A_TIME) {
            long[] job = new long[BALLAST_LONGS];
            Arrays.fill(job, jobs++);
            ground.jobs().put(job);
        }
        lookWhatIsDone();
    }

    private void lookWhatIsDone() {
        for (long[] job = ground.done().poll(); job != null; job = ground.done().poll()) {
            long number = job[0];
            if (Arrays.stream(job).anyMatch(n -> n != number) || job.length != BALLAST_LONGS) {
                tally.fail("job " + number + " is harmed");
            } else if (done.get((int) number)) {
                tally.fail("job " + number + " was done twice");
            }
            done.set((int) number);
        }
    }

    /** Stops the witnesses, looks at what is left, and gives it back. */
    void end(Duration deadline) throws InterruptedException {
        witnesses.forEach(KillWitness::end);
        for (KillWitness witness : witnesses) {
            witness.join(deadline.toMillis());
        }
        List<String> problems = new ArrayList<>();
        messages.takeAll();
        sent.receiveAll();
        countJobs(problems);
        for (KillAct act : List.of(KillAct.LOCK, KillAct.WRITE, KillAct.CONDITION)) {
            if (!isDoneInTime(act)) {
                problems.add("what " + act + " takes cannot be taken");
            }
        }
        countPermits(problems);
        for (KillGround other : others) {
            useOutgrown(other.growing(), problems);
            other.growing().close();
        }
        Set<String> told = new HashSet<>();
        for (String one = ground.told().poll(); one != null; one = ground.told().poll()) {
            if (!told.add(one)) {
                problems.add("told twice: " + one);
            }
        }
        tally.check("what is left behind can be used", problems);
        ground.close();
        pipe.close();
    }

    /** A victim has at most one job in hand when it is killed: it is lost with it. */
    private void countJobs(List<String> problems) {
        for (long[] job = ground.jobs().poll(); job != null; job = ground.jobs().poll()) {
            done.set((int) job[0]);
        }
        lookWhatIsDone();
        long lost = jobs - done.cardinality();
        if (lost > kills.get()) {
            problems.add(lost + " jobs are lost by " + kills + " kills");
        }
    }

    private void countPermits(List<String> problems) throws InterruptedException {
        if (!ground.bounded().tryAcquire(KillGround.PERMITS, A_SECOND)) {
            problems.add("permits of the dead have not come back: " + ground.bounded());
        }
        int lost = permits - ground.permits().availablePermits();
        if (lost < 0 || lost > MOST_IN_HAND * kills.get()) {
            problems.add(lost + " permits without owner are lost by " + kills + " kills");
        }
    }

    private static void useOutgrown(Queue<byte[]> queue, List<String> problems)
            throws InterruptedException {
        queue.clear();
        for (int length = LEAST_OUTGROWN; length <= MOST_OUTGROWN; length *= 2) {
            byte[] message = new byte[length];
            Arrays.fill(message, (byte) length);
            if (!queue.offer(message, A_SECOND) || !Arrays.equals(queue.poll(A_SECOND), message)) {
                problems.add("a message of " + length + " bytes does not pass " + queue);
            }
        }
    }

    private boolean isDoneInTime(KillAct act) throws InterruptedException {
        AtomicBoolean ended = new AtomicBoolean();
        Thread thread = new Thread(() -> {
            try {
                act.act(ground, new Random(0));
                ended.set(true);
            } catch (Exception e) {
                ended.set(false);
            }
        });
        thread.setDaemon(true);
        thread.start();
        thread.join(A_SECOND.toMillis() * 2);
        return ended.get();
    }
}

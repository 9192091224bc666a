package io.furcula.testkit.torture;

import io.furcula.internal.shared.FaultPoint;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A process that uses all that is shared until it is killed: at a random instant, or stopped between two steps. */
final class KillVictim {

    private static final int ACTS_FOR_A_MESSAGE = 4;
    private static final int LATEST_VISIT = 3;

    private KillVictim() {}

    /**
     * Does not return.
     *
     * @param where the name of the step where it is to stop; empty: nowhere
     */
    static void run(KillGround ground, Long victim, Long seed, String where) throws Exception {
        Random random = new Random(seed);
        List<KillAct> all = List.of(KillAct.values());
        List<KillAct> leading = all;
        if (!where.isEmpty()) {
            FaultPoint step = FaultPoint.valueOf(where);
            leading = KillAct.leadingTo(step);
            stopAt(step, ground, victim, random);
        }
        for (long number = 0; ; number++) {
            for (int i = 0; i < ACTS_FOR_A_MESSAGE; i++) {
                List<KillAct> acts = random.nextBoolean() ? leading : all;
                acts.get(random.nextInt(acts.size())).act(ground, random);
            }
            KillMessage message = KillMessage.of(victim, number);
            ground.messages().put(message);
            ground.line().send(message);
        }
    }

    /** The thread stays at a step for ever: whatever it holds there, it holds until it is killed. */
    private static void stopAt(FaultPoint step, KillGround ground, long victim, Random random) {
        AtomicInteger visits =
                new AtomicInteger(Math.max(0, random.nextInt(2 * LATEST_VISIT) - LATEST_VISIT));
        FaultPoint.visit(point -> {
            if (point == step && visits.getAndDecrement() == 0) {
                ground.stops().add(new KillStop(victim, step));
                while (true) {
                    LockSupport.park();
                }
            }
        });
    }
}

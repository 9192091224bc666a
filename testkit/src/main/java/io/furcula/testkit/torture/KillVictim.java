package io.furcula.testkit.torture;

import io.furcula.internal.shared.FaultPoint;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A process that uses all that is shared until it is killed: at a random instant, or stopped between two steps. */
final class KillVictim {

    private static final int ACTS_FOR_A_MESSAGE = 4;
    private static final int LATEST_VISIT = 4;

    private KillVictim() {}

    /** Does not return. */
    static void run(KillGround ground, Long victim, Long seed, Boolean stops) throws Exception {
        Random random = new Random(seed);
        if (stops) {
            stopAt(ground, victim, random);
        }
        KillAct[] acts = KillAct.values();
        for (long number = 0; ; number++) {
            for (int i = 0; i < ACTS_FOR_A_MESSAGE; i++) {
                acts[random.nextInt(acts.length)].act(ground, random);
            }
            KillMessage message = KillMessage.of(victim, number);
            ground.messages().put(message);
            ground.line().send(message);
        }
    }

    /** The thread stays at a step for ever: whatever it holds there, it holds until it is killed. */
    private static void stopAt(KillGround ground, long victim, Random random) {
        FaultPoint[] points = FaultPoint.values();
        FaultPoint where = points[random.nextInt(points.length)];
        AtomicInteger visits = new AtomicInteger(random.nextInt(LATEST_VISIT));
        FaultPoint.visit(point -> {
            if (point == where && visits.getAndDecrement() == 0) {
                ground.stops().add(new KillStop(victim, where));
                while (true) {
                    LockSupport.park();
                }
            }
        });
    }
}

package io.furcula.testkit.torture;

import java.util.Random;

/** A process that uses all that is shared until it is killed. */
final class KillVictim {

    private static final int ACTS_FOR_A_MESSAGE = 4;

    private KillVictim() {}

    /** Does not return. */
    static void run(KillGround ground, Long victim, Long seed) throws Exception {
        Random random = new Random(seed);
        KillAct[] acts = KillAct.values();
        for (long number = 0; ; number++) {
            for (int i = 0; i < ACTS_FOR_A_MESSAGE; i++) {
                acts[random.nextInt(acts.length)].act(ground, random);
            }
            ground.messages().put(KillMessage.of(victim, number));
        }
    }
}

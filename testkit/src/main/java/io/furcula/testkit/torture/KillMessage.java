package io.furcula.testkit.torture;

import java.io.Serializable;
import java.util.Arrays;

/**
 * A message of a victim.
 *
 * @param victim the victim's number
 * @param number counts its messages from 0 on
 * @param content {@code number} in each byte, as many as follow from it
 */
@SuppressWarnings("ArrayRecordComponent") // compared by nobody
record KillMessage(long victim, long number, byte[] content) implements Serializable {

    private static final long serialVersionUID = 1;
    private static final int LARGEST = 20_000;

    static KillMessage of(long victim, long number) {
        byte[] content = new byte[(int) (number * 937 % LARGEST)];
        Arrays.fill(content, (byte) number);
        return new KillMessage(victim, number, content);
    }

    boolean isWhole() {
        return Arrays.equals(content, of(victim, number).content);
    }
}

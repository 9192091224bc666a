package io.furcula.testkit.torture;

import io.furcula.internal.shared.FaultPoint;
import java.io.Serializable;

/**
 * Word of a victim that has stopped.
 *
 * @param victim its number
 * @param point where
 */
record KillStop(long victim, FaultPoint point) implements Serializable {
    private static final long serialVersionUID = 1;
}

package io.furcula.bench;

import io.furcula.spi.Availability;
import io.furcula.spi.ChildHandle;
import io.furcula.spi.ChildRequest;
import io.furcula.spi.StartMethod;
import java.time.Duration;

/** A start method that cannot be used anywhere. */
public final class NeverStartMethod implements StartMethod {

    /** Its name. */
    public static final String ID = "never";

    /** Why it cannot be used. */
    public static final String REASON = "it is the reason of a test";

    @Override
    public String id() {
        return ID;
    }

    @Override
    public Availability availability() {
        return Availability.no(REASON);
    }

    @Override
    public boolean startsProcesses() {
        return true;
    }

    @Override
    public ChildHandle start(ChildRequest request, Duration helloTimeout) {
        throw new UnsupportedOperationException(REASON);
    }
}

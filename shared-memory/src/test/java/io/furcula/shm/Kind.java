package io.furcula.shm;

import static org.assertj.core.api.Assumptions.assumeThat;

import io.furcula.internal.shared.FileSegmentProvider;
import io.furcula.internal.shared.Segments;
import io.furcula.spi.SegmentProvider;

/** The kinds of shared memory, for tests that hold for all of them. */
enum Kind {
    MEMFD(new MemfdSegmentProvider()),
    SHM(new ShmSegmentProvider()),
    FILE(new FileSegmentProvider());

    @SuppressWarnings("ImmutableEnumChecker") // a provider has no state that matters here
    private final SegmentProvider provider;

    Kind(SegmentProvider provider) {
        this.provider = provider;
    }

    /** {@return the provider; ends the test where it cannot work} */
    SegmentProvider provider() {
        assumeThat(provider.availability().available())
                .as("%s: %s", provider.id(), provider.availability().reason())
                .isTrue();
        return provider;
    }

    String id() {
        return provider().id();
    }

    /** Runs a piece of a test with new segments of this kind. */
    void use(Body body) throws Exception {
        System.setProperty(Segments.PROVIDER_PROPERTY, id());
        try {
            body.run();
        } finally {
            System.clearProperty(Segments.PROVIDER_PROPERTY);
        }
    }

    interface Body {
        void run() throws Exception;
    }
}

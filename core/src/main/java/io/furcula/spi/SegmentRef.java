package io.furcula.spi;

import java.io.Serializable;
import java.util.Objects;

/**
 * How any process of this host finds a segment: a value that can be sent.
 *
 * @param provider the {@link SegmentProvider#id() provider} that can attach it
 * @param id 32 hexadecimal digits, never used for two segments
 * @param location where the provider finds it, in the provider's own words
 */
public record SegmentRef(String provider, String id, String location) implements Serializable {

    private static final long serialVersionUID = 1;

    /**
     * Checks the parts.
     *
     * @param provider a provider's id
     * @param id 32 hexadecimal digits
     * @param location where the provider finds it
     */
    public SegmentRef {
        Objects.requireNonNull(provider);
        Objects.requireNonNull(location);
        if (id.length() != 32) {
            throw new IllegalArgumentException("segment id '" + id + "' is not 32 digits long");
        }
    }
}

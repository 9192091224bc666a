package io.furcula.internal.shared;

import io.furcula.spi.SegmentRef;
import java.io.Serializable;

/**
 * How any process finds a block: a value that can be sent.
 *
 * @param segment the segment that it is in
 * @param segmentType the segment's type
 * @param offset where it begins in the segment
 * @param sizeBytes how long it is
 */
public record BlockRef(SegmentRef segment, int segmentType, int offset, int sizeBytes)
        implements Serializable {
    private static final long serialVersionUID = 1;
}

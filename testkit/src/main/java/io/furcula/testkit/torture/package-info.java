/**
 * A start method under torture: children without end, beside threads that do their worst. Not part of
 * the API: a command, {@code testkit/torture}. Begin at {@link
 * io.furcula.testkit.torture.TortureMain}.
 */
@NullMarked
package io.furcula.testkit.torture;

import org.jspecify.annotations.NullMarked;

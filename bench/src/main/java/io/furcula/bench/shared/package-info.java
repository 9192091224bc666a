/** The suites {@code counter} and {@code lock}: what processes share, beside what C has. */
@NullMarked
package io.furcula.bench.shared;

import org.jspecify.annotations.NullMarked;

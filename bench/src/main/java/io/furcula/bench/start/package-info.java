/** The suite {@code start}: what it takes to start a child, from parents small and large. */
@NullMarked
package io.furcula.bench.start;

import org.jspecify.annotations.NullMarked;

/** The suite {@code jobs}: a real job on real input, by every start method. */
@NullMarked
package io.furcula.bench.jobs;

import org.jspecify.annotations.NullMarked;

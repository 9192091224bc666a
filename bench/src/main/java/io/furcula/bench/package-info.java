/** The benchmarks: {@code bench/run SUITE...}. */
@NullMarked
package io.furcula.bench;

import org.jspecify.annotations.NullMarked;

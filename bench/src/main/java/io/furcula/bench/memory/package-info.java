/** The suite {@code memory}: what an idle child costs. */
@NullMarked
package io.furcula.bench.memory;

import org.jspecify.annotations.NullMarked;

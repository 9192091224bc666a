/** The suite {@code allocation}: what a message leaves on the heap. */
@NullMarked
package io.furcula.bench.allocation;

import org.jspecify.annotations.NullMarked;

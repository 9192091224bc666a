/** Processes, queues, pipes, and values and arrays in shared memory. Begin at {@link io.furcula.Process}. */
@NullMarked
package io.furcula;

import org.jspecify.annotations.NullMarked;

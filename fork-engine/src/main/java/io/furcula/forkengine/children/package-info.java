/**
 * Children that are copies, as their parent sees them, from the request to the exit status; for the start
 * methods {@code fork} and {@code forkserver}. Begin at {@link
 * io.furcula.forkengine.children.ForkedChild#start}.
 */
@NullMarked
package io.furcula.forkengine.children;

import org.jspecify.annotations.NullMarked;

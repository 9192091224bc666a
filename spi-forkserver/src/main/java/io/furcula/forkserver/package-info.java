/**
 * The start method {@code forkserver}: a small JVM without application threads, which is copied for each
 * child. Begin at {@link io.furcula.forkserver.ForkServerStartMethod}.
 */
@NullMarked
package io.furcula.forkserver;

import org.jspecify.annotations.NullMarked;

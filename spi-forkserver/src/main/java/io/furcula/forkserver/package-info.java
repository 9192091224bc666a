/**
 * The start method {@code forkserver}: a small JVM without application threads, which is copied for each
 * child. {@link io.furcula.forkserver.ForkServer} says what it loads before.
 */
@NullMarked
package io.furcula.forkserver;

import org.jspecify.annotations.NullMarked;

/** How a pool hands out tasks, and takes results back, whichever of its workers is killed meanwhile. */
@org.jspecify.annotations.NullMarked
package io.furcula.internal.pool;

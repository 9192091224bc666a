/** Pools of worker processes: tasks, maps over many items, and what happens when a worker dies. */
@org.jspecify.annotations.NullMarked
package io.furcula.pool;

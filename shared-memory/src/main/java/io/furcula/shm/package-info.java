/**
 * Shared memory on Linux, and {@linkplain io.furcula.shm.Cow copy-on-write objects} on any platform.
 * With this module on the class path or module path all of Furcula's shared state is in memory files,
 * and those who wait sleep in the kernel.
 */
@NullMarked
package io.furcula.shm;

import org.jspecify.annotations.NullMarked;

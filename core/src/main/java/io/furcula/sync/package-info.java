/** Locks between processes. */
@NullMarked
package io.furcula.sync;

import org.jspecify.annotations.NullMarked;

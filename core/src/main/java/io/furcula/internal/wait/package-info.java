/** Waiting for several things at once. */
@NullMarked
package io.furcula.internal.wait;

import org.jspecify.annotations.NullMarked;

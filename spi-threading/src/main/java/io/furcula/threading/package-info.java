/** The start method {@code threading}. */
@NullMarked
package io.furcula.threading;

import org.jspecify.annotations.NullMarked;

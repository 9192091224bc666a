/** The start method {@code spawn}. */
@NullMarked
package io.furcula.spawn;

import org.jspecify.annotations.NullMarked;

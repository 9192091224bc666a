/** The start method {@code fork}. */
@NullMarked
package io.furcula.fork;

import org.jspecify.annotations.NullMarked;

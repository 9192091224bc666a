/** Groups of shared objects that unrelated processes find by name. */
@NullMarked
package io.furcula.internal.named;

import org.jspecify.annotations.NullMarked;

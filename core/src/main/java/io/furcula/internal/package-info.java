/** Not for users: may change at any time. */
@NullMarked
package io.furcula.internal;

import org.jspecify.annotations.NullMarked;

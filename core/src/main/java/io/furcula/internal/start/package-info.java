@NullMarked
package io.furcula.internal.start;

import org.jspecify.annotations.NullMarked;

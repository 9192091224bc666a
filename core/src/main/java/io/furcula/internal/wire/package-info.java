@NullMarked
package io.furcula.internal.wire;

import org.jspecify.annotations.NullMarked;

@NullMarked
package io.furcula.internal.codec;

import org.jspecify.annotations.NullMarked;

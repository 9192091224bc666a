@NullMarked
package io.furcula.internal.connect;

import org.jspecify.annotations.NullMarked;

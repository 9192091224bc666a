@NullMarked
package io.furcula.internal.boot;

import org.jspecify.annotations.NullMarked;

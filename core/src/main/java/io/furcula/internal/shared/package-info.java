@NullMarked
package io.furcula.internal.shared;

import org.jspecify.annotations.NullMarked;

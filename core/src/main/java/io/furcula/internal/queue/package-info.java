@NullMarked
package io.furcula.internal.queue;

import org.jspecify.annotations.NullMarked;

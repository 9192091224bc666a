/** A fast codec for messages, on Apache Fory. */
@NullMarked
package io.furcula.fory;

import org.jspecify.annotations.NullMarked;

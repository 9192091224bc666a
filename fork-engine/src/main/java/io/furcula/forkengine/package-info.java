/** Copies this JVM, for start methods whose children are copies of it. */
@NullMarked
package io.furcula.forkengine;

import org.jspecify.annotations.NullMarked;

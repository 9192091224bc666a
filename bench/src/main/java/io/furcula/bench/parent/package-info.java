/** Measurements that need a parent process of their own, in Java and in Python. */
@NullMarked
package io.furcula.bench.parent;

import org.jspecify.annotations.NullMarked;

/** The suites {@code queue} and {@code latency}: messages between processes, beside what others have. */
@NullMarked
package io.furcula.bench.message;

import org.jspecify.annotations.NullMarked;

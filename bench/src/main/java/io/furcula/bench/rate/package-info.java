/** What suites share that compare Furcula with peers: how much is done in a time, in turns. */
@NullMarked
package io.furcula.bench.rate;

import org.jspecify.annotations.NullMarked;

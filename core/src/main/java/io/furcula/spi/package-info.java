/**
 * What start methods, kinds of shared memory and message codecs implement. Begin at {@link
 * io.furcula.spi.StartMethod}.
 */
@NullMarked
package io.furcula.spi;

import org.jspecify.annotations.NullMarked;

/**
 * What start methods are tested with, ours and users' own. Begin at {@link
 * io.furcula.testkit.StartMethodContract}.
 */
@NullMarked
package io.furcula.testkit;

import org.jspecify.annotations.NullMarked;

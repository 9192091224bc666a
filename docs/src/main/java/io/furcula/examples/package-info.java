/** What the pages show, one small program for each topic. All of them are compiled, run and checked. */
@NullMarked
package io.furcula.examples;

import org.jspecify.annotations.NullMarked;

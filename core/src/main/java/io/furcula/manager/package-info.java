/** Objects that live in a server process, and are used by other processes through proxies. */
@NullMarked
package io.furcula.manager;

import org.jspecify.annotations.NullMarked;

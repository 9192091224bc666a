/** Managers: the server that has the objects, and the proxies that call it. */
@NullMarked
package io.furcula.internal.manager;

import org.jspecify.annotations.NullMarked;

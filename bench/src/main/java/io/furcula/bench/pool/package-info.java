/** The suite {@code pool}: tasks done by workers, beside what others have. */
@NullMarked
package io.furcula.bench.pool;

import org.jspecify.annotations.NullMarked;

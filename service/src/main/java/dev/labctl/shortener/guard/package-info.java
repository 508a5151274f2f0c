/** Circuit breaker, single flight and shared round trips. */
@NullMarked
package dev.labctl.shortener.guard;

import org.jspecify.annotations.NullMarked;

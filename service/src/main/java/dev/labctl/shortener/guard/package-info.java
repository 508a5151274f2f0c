/** Circuit breaker and single flight. */
@NullMarked
package dev.labctl.shortener.guard;

import org.jspecify.annotations.NullMarked;

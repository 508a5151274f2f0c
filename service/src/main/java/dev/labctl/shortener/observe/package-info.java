/** Metrics and readiness. */
@NullMarked
package dev.labctl.shortener.observe;

import org.jspecify.annotations.NullMarked;

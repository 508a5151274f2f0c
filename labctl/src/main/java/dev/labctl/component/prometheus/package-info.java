/** Prometheus, which measures the lab. */
@NullMarked
package dev.labctl.component.prometheus;

import org.jspecify.annotations.NullMarked;

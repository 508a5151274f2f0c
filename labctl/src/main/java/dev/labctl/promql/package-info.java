/** PromQL as far as labctl has to understand it: whether a query is valid, and what it compares. */
@NullMarked
package dev.labctl.promql;

import org.jspecify.annotations.NullMarked;

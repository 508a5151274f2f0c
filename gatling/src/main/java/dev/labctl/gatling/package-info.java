/**
 * The load generator: reads one resolved load plan, sends its requests through Gatling in an open
 * model and serves what the client saw as Prometheus metrics.
 */
@NullMarked
package dev.labctl.gatling;

import org.jspecify.annotations.NullMarked;

package io.helidon.builder.api;

import io.helidon.common.config.Config;

/**
 * The one type that DbClient 4.1 wants and Helidon 4.5 no longer has: an interface that its builder
 * of parameter settings implements and nobody calls. Helidon's own was nested in {@code Prototype},
 * whence the name. Delete this with the first DbClient that is built for the rest of Helidon; a
 * test says when (ADR 3).
 */
public interface Prototype$ConfiguredBuilder<BUILDER, PROTOTYPE>
    extends Prototype.Builder<BUILDER, PROTOTYPE> {
  BUILDER config(Config config);
}

package dev.labctl.gatling;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Locale;

/** What one arrival does to the shortener. */
public enum Operation {
  /** {@code GET /{code}}, expecting 302 to the link's own target. */
  @JsonProperty("redirect")
  REDIRECT,
  /** {@code POST /api/links} with an idempotency key, expecting 201 or 200. */
  @JsonProperty("create")
  CREATE,
  /**
   * {@code GET} of the path that the balancer answers itself, expecting 200: what machine, network
   * and generator alone take. No stream of a plan has it.
   */
  @JsonProperty("control")
  CONTROL;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

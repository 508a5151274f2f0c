package dev.labctl.gatling;

import java.util.Locale;

/** Why a request failed; the {@code reason} label of {@code client_errors_total}. */
enum Reason {
  /** No answer within the plan's request timeout. */
  TIMEOUT,
  /** Not connected, or the connection ended before the answer did. */
  CONNECTION,
  /** An answer with another status than the operation expects. */
  STATUS,
  /** The right status with a wrong {@code Location}, or a create without a usable code. */
  LOCATION;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}

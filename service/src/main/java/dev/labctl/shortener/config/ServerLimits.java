package dev.labctl.shortener.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one listener bears.
 *
 * @param connections at most so many at once; more wait to be accepted; 4,096 by default
 * @param headersWithin how long a request's headers may take; 10 s by default
 * @param idle how long a connection may wait for its next request; 2 minutes by default
 */
public record ServerLimits(int connections, Duration headersWithin, Duration idle) {
  /** What holds if nothing is set. */
  public static final ServerLimits DEFAULT =
      new ServerLimits(4096, Duration.ofSeconds(10), Duration.ofMinutes(2));

  public ServerLimits {
    if (connections < 1) {
      throw new Misconfigured(
          "server.limits.connections is %d, must be at least 1".formatted(connections), null);
    }
    if (!headersWithin.isPositive() || !idle.isPositive()) {
      throw new Misconfigured("server.limits.headersWithin and idle must be more than zero", null);
    }
  }

  @JsonCreator
  static ServerLimits of(
      @JsonProperty("connections") @Nullable Integer connections,
      @JsonProperty("headersWithin") @Nullable Delay headersWithin,
      @JsonProperty("idle") @Nullable Delay idle) {
    return new ServerLimits(
        connections == null ? DEFAULT.connections : connections,
        headersWithin == null ? DEFAULT.headersWithin : headersWithin.length(),
        idle == null ? DEFAULT.idle : idle.length());
  }
}

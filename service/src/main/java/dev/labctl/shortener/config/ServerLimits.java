package dev.labctl.shortener.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What one listener bears.
 *
 * @param connections at most so many at once; more wait to be accepted; by default 4,096, or one
 *     for each 64 KB of the heap if that is less
 * @param connectionsPerAddress more of one address are closed at once, unless it is a trusted
 *     proxy's; 1,024 by default
 * @param headersWithin how long a request's headers may take; 10 s by default
 * @param answerTakenWithin how long a client may take to take an answer, and a second for each 32
 *     KB of it; 30 s by default
 * @param idle how long a connection may wait for its next request; 2 minutes by default
 */
public record ServerLimits(
    int connections,
    int connectionsPerAddress,
    Duration headersWithin,
    Duration answerTakenWithin,
    Duration idle) {
  /** What holds if nothing is set. */
  public static final ServerLimits DEFAULT =
      new ServerLimits(
          (int) Math.min(4096, Runtime.getRuntime().maxMemory() / (64 * 1024)),
          1024,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30),
          Duration.ofMinutes(2));

  /** Of the admin port, which probes, Prometheus and a person ask. */
  public static final ServerLimits ADMIN =
      new ServerLimits(256, 128, DEFAULT.headersWithin, DEFAULT.answerTakenWithin, DEFAULT.idle);

  public ServerLimits {
    if (connections < 1 || connectionsPerAddress < 1) {
      throw new Misconfigured(
          "server.limits.connections is %d and connectionsPerAddress %d, must be at least 1"
              .formatted(connections, connectionsPerAddress),
          null);
    }
    if (!headersWithin.isPositive() || !answerTakenWithin.isPositive() || !idle.isPositive()) {
      throw new Misconfigured(
          "server.limits.headersWithin, answerTakenWithin and idle must be more than zero", null);
    }
  }

  @JsonCreator
  static ServerLimits of(
      @JsonProperty("connections") @Nullable Integer connections,
      @JsonProperty("connectionsPerAddress") @Nullable Integer connectionsPerAddress,
      @JsonProperty("headersWithin") @Nullable Delay headersWithin,
      @JsonProperty("answerTakenWithin") @Nullable Delay answerTakenWithin,
      @JsonProperty("idle") @Nullable Delay idle) {
    return new ServerLimits(
        connections == null ? DEFAULT.connections : connections,
        connectionsPerAddress == null ? DEFAULT.connectionsPerAddress : connectionsPerAddress,
        headersWithin == null ? DEFAULT.headersWithin : headersWithin.length(),
        answerTakenWithin == null ? DEFAULT.answerTakenWithin : answerTakenWithin.length(),
        idle == null ? DEFAULT.idle : idle.length());
  }
}

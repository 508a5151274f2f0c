package dev.labctl.shortener.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import dev.labctl.shortener.limit.Quota;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How often the interface may be asked; redirects are not limited.
 *
 * @param perAddress for callers that are not signed in, by their address; no limit if null
 * @param perUser for those that are, by user; no limit if null
 * @param signIns failed attempts for a name from an address; 10 in 1m by default
 * @param dear searches and statistics of a user, or of an address of those who are not signed in;
 *     600 in 1m by default
 */
public record LimitSettings(
    @Nullable Quota perAddress, @Nullable Quota perUser, Quota signIns, Quota dear) {
  /** What holds if nothing is set. */
  public static final LimitSettings DEFAULT =
      new LimitSettings(
          null, null, new Quota(10, Duration.ofMinutes(1)), new Quota(600, Duration.ofMinutes(1)));

  /** As it stands in the file. */
  record Written(int requests, Delay per) {
    Written {
      if (per == null) {
        throw new Misconfigured("a limit of %d requests needs 'per'".formatted(requests), null);
      }
    }

    Quota quota() {
      return new Quota(requests, per.length());
    }
  }

  /** Takes the default for what is not set. */
  @JsonCreator
  static LimitSettings of(
      @JsonProperty("perAddress") @Nullable Written perAddress,
      @JsonProperty("perUser") @Nullable Written perUser,
      @JsonProperty("signIns") @Nullable Written signIns,
      @JsonProperty("dear") @Nullable Written dear) {
    return new LimitSettings(
        perAddress == null ? null : perAddress.quota(),
        perUser == null ? null : perUser.quota(),
        signIns == null ? DEFAULT.signIns : signIns.quota(),
        dear == null ? DEFAULT.dear : dear.quota());
  }
}

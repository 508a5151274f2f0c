package dev.labctl.shortener.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which requests and statements get a line in the log.
 *
 * @param successes the share of ordinary answers; 1 % by default
 * @param slowRequest an answer that took this long has a line in any case; 500 ms by default
 * @param slowStatement an SQL statement that took this long has one too; 200 ms by default
 */
public record LogSettings(Share successes, Duration slowRequest, Duration slowStatement) {
  /** What holds if nothing is set. */
  public static final LogSettings DEFAULT =
      new LogSettings(new Share(0.01), Duration.ofMillis(500), Duration.ofMillis(200));

  /** Takes the default for what is not set. */
  @JsonCreator
  static LogSettings of(
      @JsonProperty("successes") @Nullable Share successes,
      @JsonProperty("slowRequest") @Nullable Delay slowRequest,
      @JsonProperty("slowStatement") @Nullable Delay slowStatement) {
    return new LogSettings(
        successes == null ? DEFAULT.successes : successes,
        slowRequest == null ? DEFAULT.slowRequest : slowRequest.length(),
        slowStatement == null ? DEFAULT.slowStatement : slowStatement.length());
  }
}

package dev.labctl.shortener.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A length of time as people write it: {@code 500ms}, {@code 3s}, {@code 1m}. */
public record Delay(Duration length) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,9})(ms|s|m)");

  /** Reads a whole number with its unit. */
  @JsonCreator
  public static Delay parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new Misconfigured("'" + text + "' is not a duration such as 500ms, 3s or 1m", null);
    }
    long number = Long.parseLong(matcher.group(1));
    return new Delay(
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(number);
          case "s" -> Duration.ofSeconds(number);
          default -> Duration.ofMinutes(number);
        });
  }
}

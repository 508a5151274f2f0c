package dev.labctl.shortener.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A part of a whole, 0 to 1, as people write it: {@code 0%}, {@code 0.5%}, {@code 100%}. */
public record Share(double ratio) {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,3}(?:\\.[0-9]{1,6})?)%");

  public Share {
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new Misconfigured("share is " + ratio + ", must be 0 to 1", null);
    }
  }

  /** Reads a percentage. */
  @JsonCreator
  public static Share parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches() || Double.parseDouble(matcher.group(1)) > 100) {
      throw new Misconfigured("'" + text + "' is not a share such as 1%, 0% to 100%", null);
    }
    return new Share(Double.parseDouble(matcher.group(1)) / 100);
  }
}

package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A place in the list of links, newest first: what follows the link with this date and code. */
public record Cursor(Instant createdAt, Code code) {
  private static final Pattern FORM = Pattern.compile("(-?[0-9]{1,18})\\.(.{3,64})");

  /** Reads what {@link #toString} wrote. */
  public static Cursor parse(String text) {
    try {
      Matcher matcher =
          FORM.matcher(new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8));
      if (matcher.matches()) {
        return new Cursor(
            Instant.EPOCH.plus(Long.parseLong(matcher.group(1)), ChronoUnit.MICROS),
            new Code(matcher.group(2)));
      }
    } catch (IllegalArgumentException e) {
      throw new InvalidInput("cursor is not Base64; send one that a list returned as 'next'");
    }
    throw new InvalidInput("cursor has a wrong form; send one that a list returned as 'next'");
  }

  @Override
  public String toString() {
    String text = ChronoUnit.MICROS.between(Instant.EPOCH, createdAt) + "." + code.value();
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }
}

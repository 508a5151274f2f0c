package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.regex.Pattern;

/** A short code: 7 characters of Base62 that are no reserved word. */
public record Code(String value) {
  /** Length in characters: 62^7 = 3.5e12 codes. */
  public static final int LENGTH = 7;

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
  private static final Pattern FORM = Pattern.compile("[0-9A-Za-z]{7}");
  // Only words of a code's own length can be mistaken for one; api, health, rest cannot.
  private static final Set<String> RESERVED = Set.of("metrics", "openapi");

  public Code {
    if (!isValid(value)) {
      throw new InvalidInput(
          "code '%s' is not %d characters of 0-9, A-Z, a-z, or is reserved"
              .formatted(abbreviated(value), LENGTH));
    }
  }

  /** The code in a path segment; empty if it cannot be one, so that nobody needs to be asked. */
  public static Optional<Code> parse(String text) {
    return isValid(text) ? Optional.of(new Code(text)) : Optional.empty();
  }

  /** A random code, uniform over all that are not reserved. */
  public static Code random(RandomGenerator random) {
    while (true) {
      StringBuilder text = new StringBuilder(LENGTH);
      for (int i = 0; i < LENGTH; i++) {
        text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
      if (isValid(text.toString())) {
        return new Code(text.toString());
      }
    }
  }

  private static boolean isValid(String text) {
    return FORM.matcher(text).matches() && !RESERVED.contains(text);
  }

  private static String abbreviated(String text) {
    return text.length() <= 20 ? text : text.substring(0, 20) + "…";
  }
}

package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A short code: 3 to 64 letters and digits of any script, '_' and '-', that are no reserved word;
 * drawn ones are of Base62, 7 unless somebody asks for another length.
 */
public final class Code {
  /** Length of a drawn code in characters: 62^7 = 3.5e12 codes. */
  public static final int DRAWN_LENGTH = 7;

  private static final String ALPHABET =
      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

  /** Least length of a drawn code: 62^4 = 15 million codes. */
  public static final int MIN_DRAWN_LENGTH = 4;

  private static final int MIN_LENGTH = 3;

  /** Greatest length of any code. */
  public static final int MAX_LENGTH = 64;

  // Paths of this service, now or one day, in any case: a link there would never be reached, or
  // would pass for a page of ours.
  private static final Set<String> RESERVED =
      Set.of(
          "account",
          "admin",
          "api",
          "app",
          "assets",
          "auth",
          "bulk", // as in /api/links/bulk, where a link's code has its place
          "dashboard",
          "docs",
          "favicon",
          "graphql",
          "health",
          "help",
          "import",
          "index",
          "login",
          "logout",
          "metrics",
          "openapi",
          "register",
          "rest",
          "robots",
          "signin",
          "signup",
          "static",
          "status",
          "swagger",
          "webjars",
          "well-known");

  private final String value;

  /**
   * The code.
   *
   * @throws InvalidInput if it cannot be one
   */
  public Code(String value) {
    this(composed(value), true);
    if (!isValid(this.value)) {
      throw new InvalidInput(
          "code '%s' is not 3 to 64 letters, digits, '_' and '-', or is reserved"
              .formatted(abbreviated(value)));
    }
  }

  // Each redirect makes one, compares it and looks it up in maps: no record, which would check it
  // twice and compare through method handles.
  private Code(String value, boolean composed) {
    this.value = value;
  }

  /** Its characters. */
  public String value() {
    return value;
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Code code && value.equals(code.value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  @Override
  public String toString() {
    return value;
  }

  /** The code in a path segment; empty if it cannot be one, so that nobody needs to be asked. */
  public static Optional<Code> parse(String text) {
    if (!isValid(text)) {
      return Optional.empty();
    }
    String composed = composed(text);
    return composed.equals(text) || isValid(composed)
        ? Optional.of(new Code(composed, true))
        : Optional.empty();
  }

  /** The code as it stands in a URL: all but ASCII as percent-encoded UTF-8. */
  public String encoded() {
    return isAscii(value) ? value : URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** A random code, uniform over all that are not reserved. */
  public static Code random(RandomGenerator random) {
    return random(random, DRAWN_LENGTH);
  }

  /** The same with another length. */
  static Code random(RandomGenerator random, int length) {
    while (true) {
      StringBuilder text = new StringBuilder(length);
      for (int i = 0; i < length; i++) {
        text.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
      }
      if (isValid(text.toString())) {
        return new Code(text.toString());
      }
    }
  }

  // Every redirect comes by: a loop costs a tenth of a regular expression.
  private static boolean isValid(String text) {
    if (text.length() < MIN_LENGTH || text.length() > MAX_LENGTH) {
      return false;
    }
    boolean digits = false; // no reserved word has one
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 128) {
        return text.codePointCount(0, text.length()) >= MIN_LENGTH
            && text.codePoints().allMatch(Code::fits); // nor has one any of these
      }
      boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
      boolean digit = c >= '0' && c <= '9';
      if (!letter && !digit && c != '_' && c != '-') {
        return false;
      }
      digits |= digit;
    }
    return digits || !RESERVED.contains(text.toLowerCase(Locale.ROOT));
  }

  private static boolean fits(int c) {
    return Unicode.isWord(c) || c == '_' || c == '-';
  }

  private static boolean isAscii(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) >= 128) {
        return false;
      }
    }
    return true;
  }

  private static String composed(String text) {
    return isAscii(text) ? text : Unicode.composed(text);
  }

  private static String abbreviated(String text) {
    return text.length() <= 20 ? text : text.substring(0, 20) + "…";
  }
}

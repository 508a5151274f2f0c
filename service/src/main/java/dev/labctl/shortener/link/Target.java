package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;

/**
 * Where a link leads: an absolute http or https URL of at most 8,192 printable ASCII characters,
 * without credentials, kept as it was given, since it is sent back as a header value.
 *
 * <p>The constructor is for what {@link #parse} has let in and a store gives back: it checks what a
 * damaged value could do harm with, and does not take the URL apart again for every redirect.
 */
public record Target(String value) {
  /** Longest target in characters, which are bytes too. */
  public static final int MAX_LENGTH = 8192;

  private static final String HTTP = "http://";
  private static final String HTTPS = "https://";

  public Target {
    if (value.isEmpty() || value.length() > MAX_LENGTH) {
      throw new InvalidInput(
          "target has %d characters, must have 1 to %d".formatted(value.length(), MAX_LENGTH));
    }
    for (int i = 0; i < value.length(); i++) {
      if (value.charAt(i) <= ' ' || value.charAt(i) > '~') {
        throw new InvalidInput(
            "target holds the character U+%04X; percent-encode all but printable ASCII"
                .formatted((int) value.charAt(i)));
      }
    }
    if (!value.regionMatches(true, 0, HTTPS, 0, HTTPS.length())
        && !value.regionMatches(true, 0, HTTP, 0, HTTP.length())) {
      throw new InvalidInput(
          "target has scheme '%s', must be http or https and then a host".formatted(scheme(value)));
    }
  }

  private static String scheme(String value) {
    int colon = value.indexOf(':');
    return value.substring(0, Math.clamp(colon, 0, 20));
  }

  /**
   * A target as somebody gives it.
   *
   * @throws InvalidInput if it is no such URL
   */
  public static Target parse(String value) {
    Target target = new Target(value);
    var unused = WebAddress.parse(value);
    return target;
  }
}

package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Set;

/**
 * Where a link leads: an absolute http or https URL of at most 8,192 printable ASCII characters,
 * without credentials, kept as it was given, since it is sent back as a header value.
 */
public record Target(String value) {
  /** Longest target in characters, which are bytes too. */
  public static final int MAX_LENGTH = 8192;

  private static final Set<String> SCHEMES = Set.of("http", "https");

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
    try {
      URI uri = new URI(value);
      String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
      if (!SCHEMES.contains(scheme)) {
        throw new InvalidInput("target has scheme '%s', must be http or https".formatted(scheme));
      }
      if (uri.getHost() == null || uri.getHost().isEmpty()) {
        throw new InvalidInput("target has no host; give an absolute URL");
      }
      if (uri.getPort() == 0 || uri.getPort() > 65_535) {
        throw new InvalidInput("target has port %d, must be 1 to 65535".formatted(uri.getPort()));
      }
      if (uri.getUserInfo() != null) {
        throw new InvalidInput("target holds a user name or password; remove what is before '@'");
      }
    } catch (URISyntaxException e) {
      throw new InvalidInput("target is not a URL: " + e.getReason());
    }
  }
}

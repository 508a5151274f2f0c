package dev.labctl.shortener.click;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The host of the page that a click came from. A real host has a dot (an IPv6 address, a colon), so
 * that {@link #DIRECT} and {@link #OTHER} cannot be mistaken for one.
 *
 * @param value lower case, without port and {@code www.}
 */
public record ReferrerHost(String value) {
  private static final int MAX_LENGTH = 253;
  private static final Pattern FORM =
      Pattern.compile(
          "(?i)https?://(?:[^/?#@]*@)?(?:www\\.)?"
              + "(?<host>[a-z0-9_-]++(?:\\.[a-z0-9_-]++)++|\\[[0-9a-f:.]++])\\.?"
              + "(?::[0-9]{0,5})?(?:[/?#].*)?",
          Pattern.DOTALL);
  private static final Pattern HOST =
      Pattern.compile("[a-z0-9_-]++(?:\\.[a-z0-9_-]++)++|\\[[0-9a-f:.]++]|direct|other");

  /** No page: typed, or kept back by a Referrer-Policy. */
  public static final ReferrerHost DIRECT = new ReferrerHost("direct");

  /** Not a web page's address, or one host too many. */
  public static final ReferrerHost OTHER = new ReferrerHost("other");

  public ReferrerHost {
    if (value.length() > MAX_LENGTH || !HOST.matcher(value).matches()) {
      throw new IllegalArgumentException("'" + value + "' is no host name in lower case");
    }
  }

  /** The host in a Referer header. */
  public static ReferrerHost of(@Nullable String referrer) {
    if (referrer == null || referrer.isBlank()) {
      return DIRECT;
    }
    Matcher matcher = FORM.matcher(referrer);
    if (!matcher.matches()) {
      return OTHER;
    }
    String host = matcher.group("host").toLowerCase(Locale.ROOT);
    return host.length() > MAX_LENGTH ? OTHER : new ReferrerHost(host);
  }

  @Override
  public String toString() {
    return value;
  }
}

package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where an http or https URL leads: the one place that takes URLs apart, for targets, for the
 * service's own addresses and for what is denied. It reads the host as browsers do and refuses what
 * others could read differently.
 */
record WebAddress(HostName host, int port) {
  private static final Pattern FORM =
      Pattern.compile("(?i)(https?)://([^/?#\\\\]*)(.*)", Pattern.DOTALL);
  private static final Pattern HOST_AND_PORT =
      Pattern.compile("(\\[[^]]*]|[^:\\[\\]]*)(?::([0-9]{0,5}))?");
  private static final int HTTP = 80;
  private static final int HTTPS = 443;
  private static final int MAX_PORT = 65_535;

  /** Reads a URL. */
  static WebAddress parse(String url) {
    Matcher parts = FORM.matcher(url);
    if (!parts.matches()) {
      throw new InvalidInput("target has no host; give an absolute URL");
    }
    String authority = parts.group(2);
    String path = parts.group(3).replaceFirst("(?s)[?#].*", "");
    if (path.indexOf('\\') >= 0) {
      throw new InvalidInput("target has a '\\' before its query; browsers take it for '/'");
    }
    if (authority.indexOf('@') >= 0) {
      throw new InvalidInput("target holds a user name or password; remove what is before '@'");
    }
    if (authority.isEmpty() || authority.startsWith(":")) {
      throw new InvalidInput("target has no host; give an absolute URL");
    }
    Matcher host = HOST_AND_PORT.matcher(authority);
    if (!host.matches()) {
      throw new InvalidInput("target is not a URL: '%.60s' is no host".formatted(authority));
    }
    boolean plain = parts.group(1).equalsIgnoreCase("http");
    return new WebAddress(HostName.parse(host.group(1)), port(host.group(2), plain ? HTTP : HTTPS));
  }

  private static int port(@Nullable String text, int usual) {
    if (text == null || text.isEmpty()) {
      return usual;
    }
    int port = Integer.parseInt(text);
    if (port < 1 || port > MAX_PORT) {
      throw new InvalidInput("target has port %d, must be 1 to 65535".formatted(port));
    }
    return port;
  }

  /** True for the ports of the web, of which one usually redirects to the other. */
  boolean isOnWebPort() {
    return port == HTTP || port == HTTPS;
  }
}

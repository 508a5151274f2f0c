package dev.labctl.shortener.config;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An address; {@code port} is 1 to 65535. */
public record HostPort(String host, int port) {
  private static final Pattern FORM = Pattern.compile("([A-Za-z0-9._-]+):([0-9]{1,5})");

  public HostPort {
    if (host.isEmpty() || port < 1 || port > 65_535) {
      throw new Misconfigured(
          "address '%s:%d' is not host:port with a port of 1 to 65535".formatted(host, port), null);
    }
  }

  /** Reads {@code host:port}. */
  @JsonCreator
  public static HostPort parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      throw new Misconfigured("address '" + text + "' is not host:port", null);
    }
    return new HostPort(matcher.group(1), Integer.parseInt(matcher.group(2)));
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}

package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.net.IDN;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * A host as browsers understand it: names in lower case and without the dot at their end, addresses
 * in one form, whichever of their many forms was written.
 */
record HostName(String value) {
  // What the URL standard takes for an IPv4 address, whatever is before it.
  private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");
  private static final Pattern IPV4 =
      Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");

  /** The host of a URL. */
  static HostName of(URI uri) {
    return parse(String.valueOf(uri.getHost()));
  }

  /** A host as people write it, in a URL or in a deny list, Unicode included. */
  static HostName parse(String text) {
    String host = text.toLowerCase(Locale.ROOT);
    if (host.startsWith("[") || host.indexOf(':') >= 0) {
      return new HostName(address(host));
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (ENDS_IN_NUMBER.matcher(name).matches() && !IPV4.matcher(name).matches()) {
      // 012.0.0.1 and 167772161 are 10.0.0.1 to a browser, and something else to others.
      throw new InvalidInput(
          "target has host '%.60s'; write an IPv4 address as four decimal numbers".formatted(text));
    }
    try {
      return new HostName(IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      throw new InvalidInput("target has host '%.60s', which is no host name".formatted(text));
    }
  }

  private static String address(String literal) {
    try {
      // A literal in brackets is never looked up; an IPv4 address mapped into IPv6 comes out as
      // itself.
      String plain = literal.startsWith("[") ? literal : "[" + literal + "]";
      if (plain.indexOf('%') >= 0) {
        throw new InvalidInput(
            "target has host '%.60s' with a zone, which means nothing elsewhere"
                .formatted(literal));
      }
      return InetAddress.getByName(plain).getHostAddress();
    } catch (UnknownHostException e) {
      throw new InvalidInput("target has host '%.60s', which is no address".formatted(literal));
    }
  }

  /** Whether it is this host or one below it. */
  boolean isWithin(HostName other) {
    return value.equals(other.value) || value.endsWith("." + other.value);
  }

  @Override
  public String toString() {
    return value;
  }
}

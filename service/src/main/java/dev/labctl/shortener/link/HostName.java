package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A host as browsers understand it: names in lower case, in ASCII and without the dot at their end,
 * addresses in one form, whichever of their many forms was written. An IPv4 address inside an IPv6
 * one (mapped, compatible, or for NAT64) is that IPv4 address.
 */
record HostName(String value) {
  // What the URL standard takes for an IPv4 address, whatever is before it.
  private static final Pattern ENDS_IN_NUMBER = Pattern.compile("(.*\\.)?([0-9]+|0x[0-9a-f]*)");
  private static final Pattern IPV4 =
      Pattern.compile("(0|[1-9][0-9]{0,2})(\\.(0|[1-9][0-9]{0,2})){3}");
  // What may repeat is possessive: else each label of a name of thousands takes its part of the
  // stack.
  private static final Pattern PLAIN =
      Pattern.compile("(?!.*xn--)(?!-)[a-z0-9-]++(?<!-)(?:\\.(?!-)[a-z0-9-]++(?<!-))*+");
  private static final int MAX_LENGTH = 253;
  private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
  private static final int IPV4_BYTES = 4;

  /** A host as people write it, in a URL or in a deny list, Unicode included. */
  static HostName parse(String text) {
    String host = text.toLowerCase(Locale.ROOT);
    if (host.startsWith("[") || host.indexOf(':') >= 0) {
      return of(literal(host));
    }
    String name = host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
    if (ENDS_IN_NUMBER.matcher(name).matches()) {
      if (!IPV4.matcher(name).matches()) {
        // 012.0.0.1 and 167772161 are 10.0.0.1 to a browser, and something else to others.
        throw new InvalidInput(
            "target has host '%.60s'; write an IPv4 address as four decimal numbers"
                .formatted(text));
      }
      return of(ofLiteral(name, text));
    }
    Optional<String> ascii = PLAIN.matcher(name).matches() ? Optional.of(name) : Idna.ascii(name);
    return ascii
        .filter(a -> !a.isEmpty() && a.length() <= MAX_LENGTH)
        .map(HostName::new)
        .orElseThrow(
            () ->
                new InvalidInput("target has host '%.60s', which is no host name".formatted(text)));
  }

  static HostName of(InetAddress address) {
    return new HostName(embedded(address).getHostAddress());
  }

  private static InetAddress literal(String text) {
    boolean open = text.startsWith("[");
    if (open != text.endsWith("]")) {
      throw new InvalidInput("target has host '%.60s', which is no address".formatted(text));
    }
    String plain = open ? text.substring(1, text.length() - 1) : text;
    if (plain.indexOf('%') >= 0) {
      throw new InvalidInput(
          "target has host '%.60s' with a zone, which means nothing elsewhere".formatted(text));
    }
    if (plain.indexOf(':') < 0) {
      throw new InvalidInput("target has host '%.60s', which is no address".formatted(text));
    }
    return ofLiteral(plain, text);
  }

  private static InetAddress ofLiteral(String plain, String text) {
    try {
      return InetAddress.ofLiteral(plain);
    } catch (IllegalArgumentException e) {
      throw new InvalidInput("target has host '%.60s', which is no address".formatted(text));
    }
  }

  private static InetAddress embedded(InetAddress address) {
    byte[] bytes = address.getAddress();
    if (!(address instanceof Inet6Address six)
        || six.isLoopbackAddress()
        || six.isAnyLocalAddress()
        || !(six.isIPv4CompatibleAddress() || startsWith(bytes, NAT64))) {
      return address;
    }
    try {
      return InetAddress.getByAddress(
          Arrays.copyOfRange(bytes, bytes.length - IPV4_BYTES, bytes.length));
    } catch (UnknownHostException e) {
      throw new IllegalStateException("four bytes are an address", e);
    }
  }

  private static boolean startsWith(byte[] bytes, byte[] prefix) {
    return Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length);
  }

  /** The address that it is, or empty: it is a name. */
  Optional<InetAddress> address() {
    boolean address = value.indexOf(':') >= 0 || IPV4.matcher(value).matches();
    return address ? Optional.of(InetAddress.ofLiteral(value)) : Optional.empty();
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

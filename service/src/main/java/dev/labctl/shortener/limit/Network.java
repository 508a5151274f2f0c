package dev.labctl.shortener.limit;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Addresses that begin alike: {@code 10.0.0.0/8}, {@code fd00::/8}, or one address. */
public record Network(InetAddress address, int bits) {
  private static final Pattern FORM = Pattern.compile("([0-9A-Fa-f.:]{2,45})(?:/([0-9]{1,3}))?");

  public Network {
    int all = address.getAddress().length * Byte.SIZE;
    if (bits < 0 || bits > all) {
      throw new Misconfigured(
          "network %s/%d must have 0 to %d bits".formatted(address.getHostAddress(), bits, all),
          null);
    }
  }

  /** Reads an address with or without a number of bits. */
  @JsonCreator
  public static Network parse(String text) {
    Matcher matcher = FORM.matcher(text);
    if (matcher.matches()) {
      try {
        InetAddress address = InetAddress.ofLiteral(matcher.group(1));
        String bits = matcher.group(2);
        return new Network(
            address,
            bits == null ? address.getAddress().length * Byte.SIZE : Integer.parseInt(bits));
      } catch (IllegalArgumentException e) {
        throw new Misconfigured("'" + text + "' has no IP address", e);
      }
    }
    throw new Misconfigured("'%s' is no network such as 10.0.0.0/8".formatted(text), null);
  }

  /** True if the address is in the network. */
  public boolean contains(InetAddress other) {
    byte[] ours = address.getAddress();
    byte[] theirs = other.getAddress();
    if (ours.length != theirs.length) {
      return false;
    }
    for (int bit = 0; bit < bits; bit++) {
      int mask = 0x80 >> (bit % Byte.SIZE);
      if (((ours[bit / Byte.SIZE] ^ theirs[bit / Byte.SIZE]) & mask) != 0) {
        return false;
      }
    }
    return true;
  }
}

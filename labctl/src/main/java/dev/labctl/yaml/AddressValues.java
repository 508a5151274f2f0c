package dev.labctl.yaml;

import dev.labctl.yaml.YamlNode.Scalar;
import java.util.regex.Pattern;

/** Decoders of IPv4 addresses and blocks. */
public final class AddressValues {
  private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";

  /** An address that only this machine reaches. */
  public static final Decoder<String> LOOPBACK =
      decoder("127\\.OCTET\\.OCTET\\.OCTET", "a loopback address such as 127.0.10.1");

  /** A /24 of the private ranges. */
  public static final Decoder<String> PRIVATE_24 =
      decoder(
          "(10\\.OCTET|172\\.(1[6-9]|2[0-9]|3[01])|192\\.168)\\.OCTET\\.0/24",
          "a private /24 such as 172.31.110.0/24");

  /** A /24 of K3s' service addresses, apart from the first, which K3s' own Services use. */
  public static final Decoder<String> SERVICES_24 =
      decoder(
          "10\\.43\\.(?!0\\.)OCTET\\.0/24",
          "a /24 of K3s' 10.43.0.0/16 but its first, such as 10.43.110.0/24");

  /** A /24 of another cluster's service addresses. */
  public static final Decoder<String> ANY_SERVICES_24 =
      decoder(
          "(10\\.OCTET|172\\.(1[6-9]|2[0-9]|3[01])|192\\.168)\\.OCTET\\.0/24",
          "a /24 of the cluster's service addresses, such as 10.96.110.0/24");

  /** An address of any machine. */
  public static final Decoder<String> ANY =
      decoder("OCTET\\.OCTET\\.OCTET\\.OCTET", "an IPv4 address such as 10.1.2.3");

  private AddressValues() {}

  private static Decoder<String> decoder(String form, String rule) {
    Pattern pattern = Pattern.compile(form.replace("OCTET", OCTET));
    return node -> {
      if (node instanceof Scalar s && pattern.matcher(s.text()).matches()) {
        return s.text();
      }
      throw InvalidValueException.mustBe(node, rule);
    };
  }
}

package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.net.URI;
import java.util.List;
import java.util.Locale;

/** Which well-formed targets are refused all the same: this service itself, and denied hosts. */
public final class TargetRules {
  private final String ownHost;
  private final int ownPort;
  private final List<String> denied;

  /**
   * @param self where this service is reached: a link to it could redirect in a circle
   * @param denied host names, each with all names below it
   */
  public TargetRules(URI self, List<String> denied) {
    this.ownHost = host(self);
    this.ownPort = port(self);
    this.denied = denied.stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
  }

  /** Throws InvalidInput if a link must not lead there. */
  public void check(Target target) {
    URI uri = URI.create(target.value());
    String host = host(uri);
    if (host.equals(ownHost) && port(uri) == ownPort) {
      throw new InvalidInput(
          "target is on %s, this service itself, and would go in a circle; link to the page that"
                  .formatted(ownHost)
              + " the other link leads to");
    }
    for (String name : denied) {
      if (host.equals(name) || host.endsWith("." + name)) {
        throw new InvalidInput("target is on %s, which is on the deny list".formatted(name));
      }
    }
  }

  private static String host(URI uri) {
    String host = String.valueOf(uri.getHost()).toLowerCase(Locale.ROOT);
    // A name's absolute form, with a dot at its end, is the same host.
    return host.endsWith(".") ? host.substring(0, host.length() - 1) : host;
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
  }
}

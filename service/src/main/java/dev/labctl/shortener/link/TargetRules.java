package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which well-formed targets are refused all the same: this service itself, and denied hosts. */
public final class TargetRules {
  // What answers on one of them usually redirects to the other.
  private static final Set<Integer> WEB = Set.of(80, 443);

  private final HostName ownHost;
  private final int ownPort;
  private final List<HostName> denied;

  /**
   * @param self where this service is reached: a link to it could redirect in a circle
   * @param denied host names, each with all names below it
   */
  public TargetRules(URI self, List<String> denied) {
    this.ownHost = HostName.of(self);
    this.ownPort = port(self);
    this.denied = denied.stream().map(TargetRules::denied).toList();
  }

  private static HostName denied(String name) {
    try {
      return HostName.parse(name);
    } catch (InvalidInput e) {
      throw new Misconfigured("links.denyHosts has '%s', which is no host".formatted(name), e);
    }
  }

  /** Throws InvalidInput if a link must not lead there. */
  public void check(Target target) {
    URI uri = URI.create(target.value());
    HostName host = HostName.of(uri);
    if (host.equals(ownHost) && isOwn(port(uri))) {
      throw new InvalidInput(
          "target is on %s, this service itself, and would go in a circle; link to the page that"
                  .formatted(ownHost)
              + " the other link leads to");
    }
    for (HostName name : denied) {
      if (host.isWithin(name)) {
        throw new InvalidInput("target is on %s, which is on the deny list".formatted(name));
      }
    }
  }

  private boolean isOwn(int port) {
    return port == ownPort || (WEB.contains(port) && WEB.contains(ownPort));
  }

  private static int port(URI uri) {
    if (uri.getPort() >= 0) {
      return uri.getPort();
    }
    return "https".equals(String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT)) ? 443 : 80;
  }
}

package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.net.InetAddress;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Which well-formed targets are refused all the same: this service itself by each of its addresses,
 * denied hosts, and addresses that mean another machine at each place.
 */
public final class TargetRules {
  private static final HostName LOCALHOST = new HostName("localhost");

  private final Set<WebAddress> own = new HashSet<>();
  private final Set<Integer> ownPorts = new HashSet<>();
  private final Set<InetAddress> machine;
  private final List<HostName> denied;
  private final boolean linkLocal;

  /**
   * @param own URLs at which this service is reached: a link to one could redirect in a circle
   * @param machine the addresses that its ports are open at besides
   * @param denied host names, each with all names below it
   * @param linkLocal whether a link may lead to a link-local address
   */
  public TargetRules(
      List<String> own, Set<InetAddress> machine, List<String> denied, boolean linkLocal) {
    for (String url : own) {
      WebAddress address = WebAddress.parse(url);
      this.own.add(address);
      ownPorts.add(address.port());
    }
    this.machine = Set.copyOf(machine);
    this.denied = denied.stream().map(TargetRules::denied).toList();
    this.linkLocal = linkLocal;
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
    WebAddress to = WebAddress.parse(target.value());
    HostName host = to.host();
    if (isOwn(to)) {
      throw new InvalidInput(
          "target is on %s, this service itself, and would go in a circle; link to the page that"
                  .formatted(host)
              + " the other link leads to");
    }
    if (!linkLocal && host.address().filter(InetAddress::isLinkLocalAddress).isPresent()) {
      throw new InvalidInput(
          "target is on %s, a link-local address, which is another machine at each place"
              .formatted(host));
    }
    for (HostName name : denied) {
      if (host.isWithin(name)) {
        throw new InvalidInput("target is on %s, which is on the deny list".formatted(name));
      }
    }
  }

  private boolean isOwn(WebAddress to) {
    if (own.contains(to)) {
      return true;
    }
    if (to.isOnWebPort()
        && own.stream().anyMatch(o -> o.isOnWebPort() && o.host().equals(to.host()))) {
      return true;
    }
    if (!ownPorts.contains(to.port())) {
      return false;
    }
    if (to.host().isWithin(LOCALHOST)) {
      return machine.stream().anyMatch(InetAddress::isLoopbackAddress);
    }
    return to.host()
        .address()
        .filter(
            address ->
                machine.contains(address)
                    || address.isAnyLocalAddress()
                    || (address.isLoopbackAddress() && opensAllLoopback()))
        .isPresent();
  }

  /** All of 127.0.0.0/8 leads to who listens at all addresses. */
  private boolean opensAllLoopback() {
    return machine.stream().anyMatch(InetAddress::isAnyLocalAddress);
  }
}

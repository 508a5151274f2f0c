package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The addresses at which this machine answers for the hosts that a listener is configured with. */
public final class OwnAddresses {
  private OwnAddresses() {}

  /**
   * Those of hosts to listen at: of a wildcard all that the machine has, and the wildcard itself.
   */
  public static Set<InetAddress> of(List<String> hosts) {
    Set<InetAddress> addresses = new HashSet<>();
    try {
      for (String host : hosts) {
        InetAddress address = InetAddress.getByName(host);
        addresses.add(address);
        if (address.isAnyLocalAddress()) {
          NetworkInterface.networkInterfaces()
              .flatMap(NetworkInterface::inetAddresses)
              .forEach(addresses::add);
        }
      }
    } catch (UnknownHostException | SocketException e) {
      throw new Misconfigured("the addresses of %s cannot be found".formatted(hosts), e);
    }
    return addresses;
  }
}

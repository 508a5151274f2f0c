package dev.labctl.platform.k3s.docker;

import java.net.InetAddress;

/**
 * A node's port as this machine reaches it.
 *
 * @param address on this machine; loopback, so that nobody else reaches the lab
 * @param port 1..65535 on that address
 * @param nodePort 1..65535 on the node
 */
public record Publication(String address, int port, int nodePort) {
  public Publication {
    if (!InetAddress.ofLiteral(address).isLoopbackAddress()) {
      throw new IllegalArgumentException(
          "published address %s: must be loopback, such as 127.0.11.1".formatted(address));
    }
    if (port < 1 || port > 65535 || nodePort < 1 || nodePort > 65535) {
      throw new IllegalArgumentException(
          "published port %d to %d: must be in 1..65535".formatted(port, nodePort));
    }
  }

  /** As {@code docker --publish} wants it. */
  String argument() {
    return "%s:%d:%d".formatted(address, port, nodePort);
  }

  /** The address and port that a client on this machine uses. */
  public String endpoint() {
    return address + ":" + port;
  }
}

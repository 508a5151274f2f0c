package dev.labctl.lab;

import java.net.URI;

/**
 * An address and a TCP port.
 *
 * @param host an IPv4 address: labctl depends on no name server
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {
  public Endpoint {
    if (host.isBlank() || port < 1 || port > 65_535) {
      throw new IllegalArgumentException(
          "'%s', port %d: must be an address and a port from 1 to 65535".formatted(host, port));
    }
  }

  /** A plain HTTP address there; {@code path} starts with a slash or is empty. */
  public URI http(String path) {
    return URI.create("http://" + this + path);
  }

  @Override
  public String toString() {
    return host + ":" + port;
  }
}

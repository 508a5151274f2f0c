package dev.labctl.shortener.http;

import dev.labctl.shortener.limit.Network;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Where a request comes from. {@code X-Forwarded-For} is anybody's to write, so it counts only as
 * far as proxies of ours wrote it: from its end, up to the first address that is none of theirs.
 *
 * @param proxies those whose word is taken
 */
public record ClientAddress(List<Network> proxies) {
  private static final int MAX_HOPS = 20;

  public ClientAddress {
    proxies = List.copyOf(proxies);
  }

  private static InetSocketAddress peer(ServerRequest request) {
    if (request.remotePeer().address() instanceof InetSocketAddress socket) {
      return socket;
    }
    throw new IllegalStateException("the listener is no TCP socket");
  }

  /** Whether it comes through a proxy of ours. */
  boolean forwarded(ServerRequest request) {
    return !proxies.isEmpty() && isProxy(peer(request).getAddress());
  }

  InetAddress of(ServerRequest request) {
    InetSocketAddress socket = peer(request);
    if (proxies.isEmpty()) {
      return socket.getAddress();
    }
    List<String> forwarded =
        request.headers().contains(HeaderNames.X_FORWARDED_FOR)
            ? request.headers().get(HeaderNames.X_FORWARDED_FOR).allValues()
            : List.of();
    return client(socket.getAddress(), String.join(",", forwarded));
  }

  /** The client of a connection's peer that says it forwards. */
  InetAddress client(InetAddress peer, String forwardedFor) {
    String[] hops = forwardedFor.split(",", -1);
    InetAddress client = peer;
    for (int i = hops.length - 1; i >= 0 && i > hops.length - 1 - MAX_HOPS; i--) {
      if (!isProxy(client)) {
        return client;
      }
      try {
        client = InetAddress.ofLiteral(hops[i].strip());
      } catch (IllegalArgumentException e) {
        return client; // who wrote that is the last one known
      }
    }
    return client;
  }

  /** Whether an address is one of our proxies. */
  boolean isProxy(InetAddress address) {
    return proxies.stream().anyMatch(network -> network.contains(address));
  }
}

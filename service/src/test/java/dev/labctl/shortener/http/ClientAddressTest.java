package dev.labctl.shortener.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.limit.Network;
import java.net.InetAddress;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class ClientAddressTest {
  private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");
  private static final InetAddress STRANGER = InetAddress.ofLiteral("203.0.113.9");
  private final ClientAddress behindProxies =
      new ClientAddress(List.of(Network.parse("10.0.0.0/24"), Network.parse("fd00::/8")));

  @Test
  void aStrangersWordIsWorthNothing() {
    assertThat(behindProxies.client(STRANGER, "198.51.100.1")).isEqualTo(STRANGER);
    assertThat(new ClientAddress(List.of()).client(PROXY, "198.51.100.1")).isEqualTo(PROXY);
  }

  @Test
  void theLastAddressThatIsNoProxyIsTheClient() {
    assertClient("198.51.100.1", "198.51.100.1");
    assertClient("198.51.100.1", "6.6.6.6, 198.51.100.1");
    assertClient("198.51.100.1", "6.6.6.6,198.51.100.1 , 10.0.0.7");
    assertClient("2001:db8::1", "2001:db8::1,fd00::5");
    assertClient("10.0.0.1", "");
    assertClient("10.0.0.7", "10.0.0.7");
    assertClient("10.0.0.7", "nonsense, 10.0.0.7");
    assertClient("10.0.0.1", "localhost");
    assertThat(behindProxies.client(PROXY, "9.9.9.9,".repeat(100_000) + "10.0.0.3"))
        .isEqualTo(InetAddress.ofLiteral("9.9.9.9"));
  }

  @Test
  void aSubscriberOfIpv6IsOneClient() {
    assertThat(RateAnswers.key(InetAddress.ofLiteral("2001:db8:1:2::1")))
        .isEqualTo(RateAnswers.key(InetAddress.ofLiteral("2001:db8:1:2:3:4:5:6")))
        .isNotEqualTo(RateAnswers.key(InetAddress.ofLiteral("2001:db8:1:3::1")));
    assertThat(RateAnswers.key(STRANGER)).isEqualTo("203.0.113.9");
  }

  @Property
  void anyHeaderHasSomeClient(@ForAll String header) {
    assertThat(behindProxies.client(PROXY, header)).isNotNull();
    assertThat(behindProxies.client(STRANGER, header)).isEqualTo(STRANGER);
    assertThat(behindProxies.client(PROXY, header + ",192.0.2.1"))
        .isEqualTo(InetAddress.ofLiteral("192.0.2.1"));
  }

  private void assertClient(String client, String header) {
    assertThat(behindProxies.client(PROXY, header)).isEqualTo(InetAddress.ofLiteral(client));
  }
}

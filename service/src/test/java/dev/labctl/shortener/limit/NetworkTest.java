package dev.labctl.shortener.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class NetworkTest {
  @Test
  void containsWhatBeginsAlike() {
    Network ten = Network.parse("10.0.0.0/8");
    assertThat(ten.contains(InetAddress.ofLiteral("10.255.1.2"))).isTrue();
    assertThat(ten.contains(InetAddress.ofLiteral("11.0.0.0"))).isFalse();
    assertThat(ten.contains(InetAddress.ofLiteral("::1"))).isFalse();
    Network one = Network.parse("127.0.0.1");
    assertThat(one.contains(InetAddress.ofLiteral("127.0.0.1"))).isTrue();
    assertThat(one.contains(InetAddress.ofLiteral("127.0.0.2"))).isFalse();
    assertThat(Network.parse("fd00::/7").contains(InetAddress.ofLiteral("fc12::1"))).isTrue();
    assertThat(Network.parse("0.0.0.0/0").contains(InetAddress.ofLiteral("8.8.8.8"))).isTrue();
  }

  @Test
  void whatIsNoNetworkIsNamed() {
    for (String text :
        new String[] {"", "ten", "10.0.0.0/33", "::/129", "1.2.3.4.5/8", "10.0.0.0/"}) {
      assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(Misconfigured.class);
    }
  }

  @Property
  void comparesTheFirstBitsOnly(
      @ForAll @Size(4) byte[] network,
      @ForAll @Size(4) byte[] address,
      @ForAll @IntRange(max = 32) int bits)
      throws UnknownHostException {
    boolean alike =
        new BigInteger(1, network)
            .shiftRight(32 - bits)
            .equals(new BigInteger(1, address).shiftRight(32 - bits));
    assertThat(
            new Network(InetAddress.getByAddress(network), bits)
                .contains(InetAddress.getByAddress(address)))
        .isEqualTo(alike);
  }

  @Property
  void anyOtherTextIsMisconfigured(@ForAll String text) {
    if (!text.matches("[0-9A-Fa-f.:/]+")) {
      assertThatThrownBy(() -> Network.parse(text)).isInstanceOf(Misconfigured.class);
    }
  }
}

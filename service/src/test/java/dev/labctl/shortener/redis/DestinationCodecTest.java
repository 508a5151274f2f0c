package dev.labctl.shortener.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.link.Destination;
import dev.labctl.shortener.link.RedirectStatus;
import dev.labctl.shortener.link.Target;
import java.time.Instant;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

class DestinationCodecTest {
  private static final Target TARGET = new Target("https://x.example/a?b=!200%20aa");

  @Property
  void readsWhatItWrote(
      @ForAll RedirectStatus status,
      @ForAll boolean active,
      @ForAll boolean counted,
      @ForAll @LongRange(min = 0, max = 253_402_300_799_999L) long expiry,
      @ForAll boolean expires) {
    Destination destination =
        new Destination(
            TARGET, status, active, expires ? Instant.ofEpochMilli(expiry) : null, counted);
    assertThat(DestinationCodec.read(DestinationCodec.write(destination))).isEqualTo(destination);
  }

  @Example
  void anOrdinaryDestinationIsItsTargetAndNothingElse() {
    Destination plain = new Destination(TARGET, RedirectStatus.FOUND, true, null, false);
    assertThat(DestinationCodec.write(plain)).isEqualTo(TARGET.value());
  }

  /** Redis is ours, and what an older or newer release left in it is not. */
  @Property
  void anyOtherTextIsRefused(@ForAll String text) {
    for (String value :
        new String[] {text, "!302 a- - " + text, "!" + text, "!999 a- - http://a/"}) {
      try {
        assertThat(DestinationCodec.read(value).target().value()).startsWith("http");
      } catch (InvalidInput e) {
        assertThat(e).isNotNull();
      }
    }
  }
}

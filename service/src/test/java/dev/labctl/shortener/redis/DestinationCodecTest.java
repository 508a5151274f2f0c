package dev.labctl.shortener.redis;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.link.Destination;
import dev.labctl.shortener.link.RedirectStatus;
import dev.labctl.shortener.link.Target;
import java.time.Instant;
import java.util.regex.Pattern;
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
      @ForAll boolean expires,
      @ForAll boolean begins,
      @ForAll boolean forwardQuery) {
    Instant moment = Instant.ofEpochMilli(expiry);
    Destination destination =
        new Destination(
            TARGET,
            status,
            active,
            expires ? moment : null,
            counted,
            begins ? moment : null,
            forwardQuery);
    assertThat(DestinationCodec.read(DestinationCodec.write(destination))).isEqualTo(destination);
  }

  @Example
  void anOrdinaryDestinationIsItsTargetAndNothingElse() {
    Destination plain = Destination.plain(TARGET);
    assertThat(DestinationCodec.write(plain)).isEqualTo(TARGET.value());
  }

  // What the release before writes and reads: 0.1.0 of November 2026.
  private static final Pattern BEFORE =
      Pattern.compile("!([0-9]{3}) (a|-)(c|-) (-?[0-9]{1,18}|-) (.+)");

  @Example
  void whatTheReleaseBeforeWroteIsRead() {
    assertThat(DestinationCodec.read("!307 -c 1900000000000 " + TARGET.value()))
        .isEqualTo(
            new Destination(
                TARGET,
                RedirectStatus.TEMPORARY_REDIRECT,
                false,
                Instant.ofEpochMilli(1_900_000_000_000L),
                true,
                null,
                false));
    assertThat(DestinationCodec.read(TARGET.value())).isEqualTo(Destination.plain(TARGET));
  }

  @Property
  void theReleaseBeforeReadsWhatItKnowsAndMissesWhatItDoesNot(
      @ForAll RedirectStatus status,
      @ForAll boolean counted,
      @ForAll boolean begins,
      @ForAll boolean forwardQuery) {
    Destination destination =
        new Destination(
            TARGET, status, true, null, counted, begins ? Instant.EPOCH : null, forwardQuery);
    String written = DestinationCodec.write(destination);
    boolean known = !begins && !forwardQuery;
    assertThat(BEFORE.matcher(written).matches() || written.equals(TARGET.value()))
        .isEqualTo(known);
    // It takes what has not its form for a bare target, which this is none of: a miss.
    assertThat(written.startsWith("http")).isEqualTo(written.equals(TARGET.value()));
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

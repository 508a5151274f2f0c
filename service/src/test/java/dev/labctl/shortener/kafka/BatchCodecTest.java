package dev.labctl.shortener.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.click.AgentFamily;
import dev.labctl.shortener.click.ClickBatch;
import dev.labctl.shortener.click.LinkClicks;
import dev.labctl.shortener.click.ReferrerHost;
import dev.labctl.shortener.click.Visit;
import dev.labctl.shortener.link.Code;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BatchCodecTest {
  @Property(tries = 200)
  void decodesWhatItEncoded(
      @ForAll @LongRange(min = 1) long sequence,
      @ForAll @LongRange(min = 1, max = 1L << 40) long clicks,
      @ForAll @IntRange(max = 4_000_000) int minute,
      @ForAll @IntRange(max = 0xFFFF) int register,
      @ForAll AgentFamily family)
      throws Exception {
    Instant at = Instant.ofEpochSecond(minute * 60L);
    LinkClicks link =
        new LinkClicks(
            new Code("a_-9"),
            List.of(new LinkClicks.Minute(at, clicks)),
            List.of(
                new LinkClicks.Day(
                    LocalDate.ofEpochDay(minute / 1440),
                    Map.of(new ReferrerHost("news.example"), clicks, ReferrerHost.DIRECT, 1L),
                    Map.of(family, clicks),
                    List.of(register))),
            List.of(new Visit(at.plusMillis(7), ReferrerHost.OTHER, family)));
    ClickBatch batch = new ClickBatch(new UUID(clicks, sequence), sequence, List.of(link, link));
    assertThat(BatchCodec.decode(BatchCodec.encode(batch))).isEqualTo(batch);
  }

  @Property
  void anyBytesAreABatchOrUnreadable(@ForAll byte[] value) {
    assertThatThrownBy(() -> BatchCodec.decode(value)).isInstanceOf(BatchCodec.Unreadable.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "null",
        "{}",
        "[]",
        "{\"version\":2,\"producer\":\"00000000-0000-0000-0000-000000000001\",\"sequence\":1,\"links\":[]}",
        "{\"version\":1,\"producer\":\"x\",\"sequence\":1,\"links\":[]}",
        "{\"version\":1,\"producer\":\"00000000-0000-0000-0000-000000000001\",\"sequence\":0,\"links\":[]}",
        "{\"version\":1,\"producer\":\"00000000-0000-0000-0000-000000000001\",\"sequence\":1,\"links\":[null]}",
        "{\"version\":1,\"producer\":\"00000000-0000-0000-0000-000000000001\",\"sequence\":1,\"links\":"
            + "[{\"code\":\"abc\",\"minutes\":[{\"at\":\"2026-01-01T00:00:00Z\",\"clicks\":-1}],"
            + "\"days\":[],\"visits\":[]}]}"
      })
  void refusesWhatIsNoBatch(String text) {
    assertThatThrownBy(() -> BatchCodec.decode(text.getBytes(StandardCharsets.UTF_8)))
        .isInstanceOf(BatchCodec.Unreadable.class);
  }

  @Test
  void aNewerReleasesFamilyIsAnotherOne() throws Exception {
    String text =
        "{\"version\":1,\"producer\":\"00000000-0000-0000-0000-000000000001\",\"sequence\":1,\"links\":"
            + "[{\"code\":\"abc\",\"minutes\":[],\"days\":[{\"date\":\"2026-01-01\",\"referrers\":{},"
            + "\"agents\":{\"Mosaic\":2,\"other\":1},\"visitors\":[]}],\"visits\":[]}]}";
    assertThat(
            BatchCodec.decode(text.getBytes(StandardCharsets.UTF_8))
                .links()
                .getFirst()
                .days()
                .getFirst()
                .agents())
        .containsOnly(Map.entry(AgentFamily.OTHER, 3L));
  }
}

package dev.labctl.shortener.observe;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class AccessLogTest {
  private static final long FAST = Duration.ofMillis(2).toNanos();
  private static final long SLOW = Duration.ofMillis(500).toNanos();

  private final List<String> lines = new ArrayList<>();
  private final AtomicInteger dropped = new AtomicInteger();
  private final AtomicReference<Instant> now = new AtomicReference<>(Instant.EPOCH);

  private AccessLog log(double successes, double draw) {
    return new AccessLog(
        successes,
        Duration.ofMillis(500),
        now::get,
        () -> draw,
        lines::add,
        dropped::incrementAndGet);
  }

  private static AccessLog.Line line(int status, String error) {
    return new AccessLog.Line(
        "r-1", null, "GET", "/{code}", "abcdefg", "l1", status, 1_234_567, error);
  }

  @Test
  void wantsEachFailureEachRefusalAndEachSlowAnswer() {
    AccessLog log = log(0, 0);
    assertThat(log.wants(500, FAST)).isTrue();
    assertThat(log.wants(503, FAST)).isTrue();
    assertThat(log.wants(429, FAST)).isTrue();
    assertThat(log.wants(302, SLOW)).isTrue();
    assertThat(log.wants(302, FAST)).isFalse();
    assertThat(log.wants(404, FAST)).isFalse();
  }

  @Test
  void wantsTheAskedShareOfTheOthers() {
    assertThat(log(0.01, 0.0099).wants(302, FAST)).isTrue();
    assertThat(log(0.01, 0.01).wants(302, FAST)).isFalse();
    assertThat(log(1, 0.9999).wants(302, FAST)).isTrue();
  }

  @Test
  void aLineIsOneObjectWithAMemberForEachFact() {
    log(1, 0).write(line(503, "said \"no\"\nand left"));
    assertThat(lines).hasSize(1);
    assertThat(lines.getFirst()).doesNotContain("\n");
    var object = new JsonMapper().readTree(lines.getFirst());
    assertThat(object.get("request_id").stringValue()).isEqualTo("r-1");
    assertThat(object.get("route").stringValue()).isEqualTo("/{code}");
    assertThat(object.get("code").stringValue()).isEqualTo("abcdefg");
    assertThat(object.get("source").stringValue()).isEqualTo("l1");
    assertThat(object.get("status").intValue()).isEqualTo(503);
    assertThat(object.get("latency_ms").doubleValue()).isEqualTo(1.235);
    assertThat(object.get("error").stringValue()).isEqualTo("said \"no\"\nand left");
    assertThat(object.has("trace_id")).isFalse();
  }

  @Test
  void aFloodIsCountedInsteadUntilTheNextSecond() {
    AccessLog log = log(1, 0);
    for (int i = 0; i < AccessLog.MAX_LINES_PER_SECOND + 5; i++) {
      log.write(line(429, null));
    }
    assertThat(lines).hasSize(AccessLog.MAX_LINES_PER_SECOND);
    assertThat(dropped).hasValue(5);
    now.set(Instant.ofEpochSecond(1));
    log.write(line(429, null));
    assertThat(lines).hasSize(AccessLog.MAX_LINES_PER_SECOND + 1);
  }
}

package dev.labctl.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class RunClockTest {
  @Test
  void aStepOfTheWallClockMovesNoInstantAndIsTold() {
    var wall = new AtomicReference<>(Instant.parse("2026-11-24T01:00:00Z"));
    RunClock clock = RunClock.from(wall::get);
    Instant before = clock.instant();

    wall.updateAndGet(now -> now.plus(Duration.ofHours(1)));

    assertThat(clock.instant()).isBetween(before, before.plusSeconds(600));
    assertThat(clock.step()).isBetween(Duration.ofMinutes(50), Duration.ofHours(1));
  }
}

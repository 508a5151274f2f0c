package dev.labctl.shortener.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ReadinessTest {
  private static final Runnable UP = () -> {};
  private static final Runnable DOWN =
      () -> {
        throw new DependencyFailed("down", null);
      };

  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger announced = new AtomicInteger();
  private final Readiness readiness =
      new Readiness(
          Map.of("redis", UP),
          Map.of("replica", UP, "primary", UP),
          now::get,
          announced::incrementAndGet);

  @Test
  void isNotReadyBeforeADatabaseWasReached() {
    readiness.probe("redis", UP);
    assertThat(readiness.isReady()).isFalse();
    assertThat(announced).hasValue(0);
    readiness.probe("replica", UP);
    assertThat(readiness.isReady()).isTrue();
    assertThat(announced).hasValue(1);
  }

  @Test
  void staysReadyOnRedisAloneOnceItHasStarted() {
    readiness.probe("primary", UP);
    now.addAndGet(Duration.ofSeconds(3).toNanos());
    readiness.probe("primary", DOWN);
    assertThat(readiness.isReady()).isFalse();
    readiness.probe("redis", UP);
    assertThat(readiness.isReady()).isTrue();
    assertThat(announced).as("told once").hasValue(1);
    assertThat(readiness.states()).containsEntry("redis", true).containsEntry("primary", false);
  }

  @Test
  void aSuccessIsForgottenAfterTwoSeconds() {
    readiness.probe("primary", UP);
    now.addAndGet(Duration.ofMillis(1999).toNanos());
    assertThat(readiness.isReady()).isTrue();
    now.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(readiness.isReady()).isFalse();
    assertThat(readiness.isStarted()).isTrue();
  }

  @Test
  void isNeverReadyAgainOnceDraining() {
    readiness.probe("primary", UP);
    readiness.drain();
    assertThat(readiness.isReady()).isFalse();
  }
}

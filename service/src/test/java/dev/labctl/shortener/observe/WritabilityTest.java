package dev.labctl.shortener.observe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WritabilityTest {
  private final AtomicLong now = new AtomicLong(1);
  private boolean primary;
  private boolean redis = true;
  private boolean others;
  private int announced;
  private final Writability writability =
      new Writability(
          () -> {
            if (!primary) {
              throw new DependencyFailed("no primary", null);
            }
          },
          new Writability.Writers() {
            @Override
            public boolean any() {
              if (!redis) {
                throw new DependencyFailed("no Redis", null);
              }
              return others;
            }

            @Override
            public void announce() {
              announced++;
            }
          },
          now::get);

  @AfterEach
  void close() {
    writability.close();
  }

  @Test
  void whoCanWriteTakesWritesAndSaysSo() {
    primary = true;
    writability.look();
    assertThat(writability.isWritable()).isTrue();
    assertThat(writability.writes()).isTrue();
    assertThat(announced).isEqualTo(1);
  }

  @Test
  void whoCannotTakesNoneWhileAnotherCan() {
    others = true;
    writability.look();
    assertThat(writability.isWritable()).isFalse();
    primary = true;
    writability.look();
    assertThat(writability.isWritable()).isTrue();
  }

  @Test
  void whenNobodyCanEachTakesThem() {
    writability.look();
    assertThat(writability.isWritable()).isTrue();
    assertThat(writability.writes()).isFalse();
    others = true;
    redis = false;
    writability.look();
    assertThat(writability.isWritable()).as("nobody can tell").isTrue();
  }

  @Test
  void aWriteOfTwoSecondsAgoProvesNothing() {
    primary = true;
    writability.look();
    primary = false;
    others = true;
    writability.look();
    now.addAndGet(Duration.ofMillis(1999).toNanos());
    assertThat(writability.isWritable()).isTrue();
    now.addAndGet(Duration.ofMillis(1).toNanos());
    assertThat(writability.isWritable()).isFalse();
  }

  @Test
  void whoDrainsTakesNone() {
    primary = true;
    writability.look();
    writability.drain();
    assertThat(writability.isWritable()).isFalse();
  }
}

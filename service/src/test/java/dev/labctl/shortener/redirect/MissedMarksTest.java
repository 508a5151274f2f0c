package dev.labctl.shortener.redirect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Destination;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class MissedMarksTest {
  private static final Code CODE = new Code("abcdefg");
  private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

  private Instant now = START;
  private boolean away;
  private final List<Instant> asked = new ArrayList<>();
  private final List<Code> marked = new ArrayList<>();
  private final MissedMarks marks =
      new MissedMarks(
          (from, limit) -> {
            asked.add(from);
            return List.of(CODE);
          },
          new Redis(),
          () -> now);

  @Test
  void marksADaysChangesAtTheStartThenNothingUntilAMarkIsMissed() {
    marks.look();
    later(Duration.ofSeconds(1));
    marks.look();
    assertThat(asked).containsExactly(START.minus(Duration.ofDays(1)).minus(MissedMarks.MARGIN));
    assertThat(marked).containsExactly(CODE);
  }

  @Test
  void marksWhatChangedSinceAMinuteBeforeTheMissWasNoticed() {
    marks.look();
    later(Duration.ofHours(5));
    marks.look();
    marks.missed();
    later(Duration.ofSeconds(1));
    marks.look();
    assertThat(asked.getLast())
        .isEqualTo(START.plus(Duration.ofHours(5)).minus(MissedMarks.MARGIN));
    assertThat(marked).hasSize(2);
  }

  @Test
  void triesAgainFromTheSameMomentWhileRedisIsAway() {
    away = true;
    marks.look();
    later(Duration.ofMinutes(10));
    marks.look();
    assertThat(asked).hasSize(2).containsOnly(asked.getFirst());
    away = false;
    marks.look();
    assertThat(marked).containsExactly(CODE);
    marks.look();
    assertThat(asked).as("once is enough").hasSize(3);
  }

  private void later(Duration time) {
    now = now.plus(time);
  }

  private final class Redis implements SharedCache {
    @Override
    public Entry get(Code code) {
      return new Entry.Miss();
    }

    @Override
    public void putIfAbsent(Code code, Destination destination) {
      throw new AssertionError("nothing is put");
    }

    @Override
    public void markChanged(Code code) {
      if (away) {
        throw new DependencyFailed("away", null);
      }
      marked.add(code);
    }

    @Override
    public void markDeleted(Code code) {
      throw new AssertionError("its alias may be in use again");
    }
  }
}

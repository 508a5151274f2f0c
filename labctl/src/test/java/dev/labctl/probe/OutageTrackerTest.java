package dev.labctl.probe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.timeline.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class OutageTrackerTest {
  private static final Instant T0 = Instant.parse("2026-11-24T01:00:00Z");
  private static final Duration TICK = Duration.ofMillis(50);

  @Test
  void lastsFromTheFirstFailureToTheFirstOfFiveSuccesses() {
    var outages = track("..xx.x.....");

    assertThat(outages)
        .singleElement()
        .satisfies(
            o -> {
              assertThat(o.from()).isEqualTo(sent(2));
              assertThat(o.to()).isEqualTo(sent(6));
              assertThat(o.failures()).isEqualTo(3);
              assertThat(o.firstFailure()).isEqualTo("status 503");
              assertThat(o.firstSuccessAt()).isEqualTo(answered(4));
            });
  }

  @Test
  void fourSuccessesDoNotEndIt() {
    assertThat(track("x....x....."))
        .singleElement()
        .extracting(Event.OutageEnded::to)
        .isEqualTo(sent(6));
  }

  @Test
  void withoutFiveSuccessesByTheEndItHasNoEnd() {
    assertThat(track(".x....")).singleElement().extracting(Event.OutageEnded::to).isNull();
  }

  @Test
  void twoStretchesFiveSuccessesApartAreTwo() {
    assertThat(track("x.....x....."))
        .extracting(Event.OutageEnded::from)
        .containsExactly(sent(0), sent(6));
  }

  @Property
  void orderOfAnswersDoesNotMatter(
      @ForAll @Size(max = 60) List<Boolean> outcomes, @ForAll long seed) {
    List<OutageTracker.Attempt> attempts = attempts(outcomes);
    var inOrder = run(attempts);
    List<OutageTracker.Attempt> shuffled = new ArrayList<>(attempts);
    Collections.shuffle(shuffled, new Random(seed));

    assertThat(run(shuffled)).usingRecursiveComparison().isEqualTo(inOrder);
  }

  @Property
  void everyFailureLiesInExactlyOneOutage(@ForAll @Size(max = 80) List<Boolean> outcomes) {
    var outages = run(attempts(outcomes));

    for (int n = 0; n < outcomes.size(); n++) {
      Instant at = sent(n);
      long covering =
          outages.stream()
              .filter(o -> !at.isBefore(o.from()))
              .filter(o -> o.to() == null || at.isBefore(o.to()))
              .count();
      if (!outcomes.get(n)) {
        assertThat(covering).as("failure %d in %s", n, outcomes).isEqualTo(1);
      }
    }
    long failures = outcomes.stream().filter(ok -> !ok).count();
    assertThat(outages.stream().mapToLong(Event.OutageEnded::failures).sum()).isEqualTo(failures);
  }

  @Property
  void anEndIsFollowedByFiveSuccesses(@ForAll @Size(max = 80) List<Boolean> outcomes) {
    for (var outage : run(attempts(outcomes))) {
      Instant to = outage.to();
      if (to != null) {
        int n = (int) (Duration.between(T0, to).toMillis() / TICK.toMillis());
        assertThat(outcomes.subList(n, n + 5)).containsOnly(true);
        assertThat(outcomes.get(n - 1)).isFalse();
      }
    }
  }

  private static List<Event.OutageEnded> track(String picture) {
    return run(attempts(picture.chars().mapToObj(c -> c == '.').toList()));
  }

  private static List<OutageTracker.Attempt> attempts(List<Boolean> outcomes) {
    List<OutageTracker.Attempt> attempts = new ArrayList<>();
    for (int n = 0; n < outcomes.size(); n++) {
      attempts.add(
          new OutageTracker.Attempt(
              n, sent(n), answered(n), outcomes.get(n) ? null : "status 503"));
    }
    return attempts;
  }

  private static List<Event.OutageEnded> run(List<OutageTracker.Attempt> attempts) {
    List<Event.OutageEnded> ended = new ArrayList<>();
    var tracker = new OutageTracker("read", ended::add);
    attempts.forEach(tracker::add);
    tracker.end(sent(1000));
    return ended;
  }

  private static Instant sent(int n) {
    return T0.plus(TICK.multipliedBy(n));
  }

  private static Instant answered(int n) {
    return sent(n).plusMillis(3);
  }
}

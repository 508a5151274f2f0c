package dev.labctl.platform.member;

import static java.util.stream.Collectors.joining;

import dev.labctl.exit.ExitCode;
import dev.labctl.lab.Component;
import dev.labctl.lab.MemberState;
import dev.labctl.process.Await;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * Waits for members after a start.
 *
 * @param states asks every member
 * @param limit for each wait
 */
public record MemberWait(Supplier<List<MemberState>> states, Duration limit) {
  private static final Duration POLL = Duration.ofMillis(200);

  /** Until Postgres has a healthy primary; exit 3 naming who is not healthy at the deadline. */
  public void primary() {
    until(
        "the Postgres primary",
        seen ->
            seen.stream()
                .filter(s -> s.member().component() == Component.POSTGRES)
                .anyMatch(s -> "primary".equals(s.role()) && s.healthy()));
  }

  /** Until every member is healthy; exit 3 naming who is not at the deadline. */
  public void everybody() {
    until("every member", seen -> seen.stream().allMatch(MemberState::healthy));
  }

  private void until(String what, Predicate<List<MemberState>> done) {
    Await.until(
        "waiting for " + what,
        limit,
        POLL,
        ExitCode.MACHINE,
        () -> new Seen(states.get()),
        seen -> done.test(seen.states()));
  }

  /** Prints as those that are not healthy. */
  private record Seen(List<MemberState> states) {
    @Override
    public String toString() {
      return states.stream()
          .filter(s -> !s.healthy())
          .map(s -> s.member().name() + " (" + s.detail() + ")")
          .collect(joining(", "));
    }
  }
}

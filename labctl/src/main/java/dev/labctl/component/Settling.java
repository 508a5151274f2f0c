package dev.labctl.component;

import static java.util.stream.Collectors.joining;

import dev.labctl.exit.ExitCode;
import dev.labctl.lab.MemberState;
import dev.labctl.process.Await;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.ProgressStep;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * What follows the start of members, until all are healthy.
 *
 * @param inquiry what members are asked with
 * @param states asks every member
 * @param limit for each wait
 * @param changed what has been changed, to which more is added
 */
public record Settling(
    Inquiry inquiry,
    Supplier<List<MemberState>> states,
    Duration limit,
    List<String> changed,
    Progress progress) {
  private static final Duration POLL = Duration.ofMillis(200);

  /**
   * Waits for members, and says so when it has to wait.
   *
   * @param what is waited for; exit 3 names the members that are not healthy at the deadline
   */
  public void await(String what, Predicate<List<MemberState>> done) {
    await(what, done, "");
  }

  private void await(String what, Predicate<List<MemberState>> done, String result) {
    if (done.test(states.get())) {
      return;
    }
    try (ProgressStep step = progress.begin("Waiting for " + what)) {
      Await.until(
          "waiting for " + what,
          limit,
          POLL,
          ExitCode.MACHINE,
          () -> new MembersSeen(states.get()),
          seen -> done.test(seen.states()));
      step.done(result);
    }
  }

  /** Waits until every member is healthy. */
  public void everybody() {
    await(
        "every member",
        seen -> seen.stream().allMatch(MemberState::healthy),
        inquiry.lab().members().size() + " members healthy");
  }

  /** Prints as those that are not healthy. */
  private record MembersSeen(List<MemberState> states) {
    @Override
    public String toString() {
      return states.stream()
          .filter(s -> !s.healthy())
          .map(s -> s.member().name() + " (" + s.detail() + ")")
          .collect(joining(", "));
    }
  }
}

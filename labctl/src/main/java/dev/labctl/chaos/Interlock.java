package dev.labctl.chaos;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Redundancy;
import dev.labctl.process.Await;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Refuses faults that the lab could not take: while a member is missing or lags, and any after
 * which etcd would have no majority, without which no failover is possible.
 *
 * @param patience a busy machine may miss one answer of a healthy member, so it is asked for a
 *     while
 * @param force refuses nothing
 */
record Interlock(Platform platform, Duration patience, boolean force) {
  private static final Duration POLL = Duration.ofMillis(500);

  /** What was seen; prints as what is missing. */
  private record LabSeen(List<MemberState> states, String gap) {
    @Override
    public String toString() {
      return gap;
    }
  }

  /**
   * The members, once all are there.
   *
   * @throws LabctlException (inconclusive) with what is missing
   */
  List<MemberState> whole() {
    if (force) {
      return platform.members();
    }
    return Await.until(
            "every member healthy (--force would not wait)",
            patience,
            POLL,
            ExitCode.INCONCLUSIVE,
            () -> {
              List<MemberState> states = platform.members();
              return new LabSeen(states, Redundancy.gap(platform.lab(), states).orElse(""));
            },
            seen -> seen.gap().isEmpty())
        .states();
  }

  /** Why the fault must not be injected now; empty when it may. */
  Optional<String> refusal(Fault fault, ResolvedTarget target, List<MemberState> states) {
    List<Member> affected = fault.action().affected().of(platform.lab(), target);
    if (force || affected.stream().noneMatch(Affected::etcd)) {
      return Optional.empty();
    }
    long all = platform.lab().members().stream().filter(Affected::etcd).count();
    long quorum = all / 2 + 1;
    long left =
        states.stream()
            .filter(s -> Affected.etcd(s.member()) && s.healthy())
            .filter(s -> !affected.contains(s.member()))
            .count();
    return left >= quorum
        ? Optional.empty()
        : Optional.of(
            "%s on %s would leave %d of %d etcd members, and its quorum is %d; give --force to do it all the same"
                .formatted(fault.name(), target, left, all, quorum));
  }
}

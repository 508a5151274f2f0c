package dev.labctl.report.evaluate;

import dev.labctl.timeline.Event;
import dev.labctl.timeline.Event.FaultInjected;
import dev.labctl.timeline.Event.OutageEnded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The probe's outages, each given to the fault that caused it. */
final class Outages {
  /** A request may be on its way for as long before the fault that fails it. */
  private static final Duration IN_FLIGHT = Duration.ofSeconds(2);

  private final RunFacts facts;
  private final boolean probed;

  Outages(RunFacts facts) {
    this.facts = facts;
    this.probed = facts.first(Event.ProbeSummary.class).isPresent();
  }

  /** Outages of an operation that the fault caused, in order. */
  List<OutageEnded> of(FaultInjected fault, String operation) {
    return facts
        .all(OutageEnded.class)
        .filter(o -> o.operation().equals(operation) && fault.equals(owner(o)))
        .toList();
  }

  /** Sum of their lengths; 0 when the probe saw none, null when there was no probe. */
  @Nullable Double seconds(FaultInjected fault, String operation) {
    return probed
        ? Double.valueOf(
            of(fault, operation).stream()
                .mapToDouble(o -> new Interval(o.from(), end(o)).seconds())
                .sum())
        : null;
  }

  /** Why the first request of the fault's first outage failed; empty without one. */
  Optional<String> firstFailure(String fault, String operation) {
    return facts.injections().stream()
        .filter(f -> f.fault().equals(fault))
        .flatMap(f -> of(f, operation).stream())
        .findFirst()
        .map(OutageEnded::firstFailure);
  }

  /** First acknowledgement of a write sent after the first failed one; null without a failure. */
  @Nullable Instant firstAckedWrite(FaultInjected fault) {
    return of(fault, "write").stream()
        .map(OutageEnded::firstSuccessAt)
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(null);
  }

  private @Nullable FaultInjected owner(OutageEnded outage) {
    return facts.injections().stream()
        .filter(f -> !f.at().isAfter(outage.from().plus(IN_FLIGHT)) && f.at().isBefore(end(outage)))
        .reduce((earlier, later) -> later)
        .orElse(null);
  }

  private Instant end(OutageEnded outage) {
    return outage.to() == null ? facts.ended() : outage.to();
  }
}

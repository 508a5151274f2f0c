package dev.labctl.report.evaluate;

import dev.labctl.timeline.Event;
import dev.labctl.timeline.Event.FaultInjected;
import dev.labctl.timeline.Event.OutageEnded;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The probe's outages, each charged to one fault: the one under which it began. */
final class Outages {
  /** A request may be on its way for as long before the fault that fails it. */
  private static final Duration IN_FLIGHT = Duration.ofSeconds(2);

  private final RunFacts facts;
  private final FaultReach reach;
  private final boolean probed;

  Outages(RunFacts facts) {
    this.facts = facts;
    this.reach = new FaultReach(facts);
    this.probed = facts.first(Event.ProbeSummary.class).isPresent();
  }

  /** Every outage of the run, in the order in which they began. */
  List<OutageEnded> all() {
    return facts
        .all(OutageEnded.class)
        .sorted(java.util.Comparator.comparing(OutageEnded::from))
        .toList();
  }

  /** Outages of an operation that the fault caused, in order. */
  List<OutageEnded> of(FaultInjected fault, String operation) {
    return all().stream()
        .filter(o -> o.operation().equals(operation) && fault.equals(owner(o).orElse(null)))
        .toList();
  }

  /**
   * The outage of an operation that was open already when the fault was injected: it belongs to
   * what came before, and hides what this fault does until it ends.
   */
  Optional<OutageEnded> openAtInjection(FaultInjected fault, String operation) {
    return all().stream()
        .filter(o -> o.operation().equals(operation) && during(o, fault))
        .filter(o -> o.from().isBefore(fault.at()))
        .findFirst();
  }

  /** Faults that were injected while an outage of an earlier fault went on. */
  List<String> alsoDuring(OutageEnded outage) {
    return facts.injections().stream()
        .filter(f -> during(outage, f))
        .map(FaultInjected::fault)
        .toList();
  }

  private boolean during(OutageEnded outage, FaultInjected fault) {
    return fault.at().isAfter(outage.from())
        && fault.at().isBefore(end(outage))
        && !fault.equals(owner(outage).orElse(null));
  }

  /**
   * Sum of their lengths; 0 when the probe saw none, null when there was no probe or when an
   * earlier outage leaves nothing to see.
   */
  @Nullable Double seconds(FaultInjected fault, String operation) {
    List<OutageEnded> own = of(fault, operation);
    return !probed || own.isEmpty() && openAtInjection(fault, operation).isPresent()
        ? null
        : Double.valueOf(own.stream().mapToDouble(this::seconds).sum());
  }

  double seconds(OutageEnded outage) {
    return new Interval(outage.from(), end(outage)).seconds();
  }

  /** Why the first request of the fault's first outage failed; empty without one. */
  Optional<String> firstFailure(String fault, String operation) {
    return facts.injections().stream()
        .filter(f -> f.fault().equals(fault))
        .flatMap(f -> of(f, operation).stream())
        .findFirst()
        .map(OutageEnded::firstFailure);
  }

  /**
   * First acknowledgement of a write sent after the first failed one; null without a failure. Of an
   * outage whose first failure was under way at the injection, a write that was acknowledged before
   * it says nothing of the fault; then it is the first of the successes that ended the outage.
   */
  @Nullable Instant firstAckedWrite(FaultInjected fault) {
    return of(fault, "write").stream()
        .flatMap(o -> Stream.of(o.firstSuccessAt(), o.to()))
        .filter(Objects::nonNull)
        .filter(at -> !at.isBefore(fault.at()))
        .findFirst()
        .orElse(null);
  }

  /** When the last outage that touches the interval ended; empty without one. */
  Optional<Instant> lastEnd(Interval interval) {
    return all().stream()
        .filter(o -> o.from().isBefore(interval.to()) && end(o).isAfter(interval.from()))
        .map(this::end)
        .max(Instant::compareTo);
  }

  /** Whether the system never came back from an outage that touches the interval. */
  boolean neverEnded(Interval interval) {
    return all().stream().anyMatch(o -> o.to() == null && o.from().isBefore(interval.to()));
  }

  /** The fault that is charged with an outage; empty when no fault was at work as it began. */
  Optional<FaultInjected> owner(OutageEnded outage) {
    Optional<FaultInjected> next =
        facts.injections().stream().filter(f -> inFlight(outage, f)).findFirst();
    return next.isPresent()
        ? next
        : facts.injections().stream()
            .filter(f -> reach.of(f).contains(outage.from()))
            .reduce((earlier, later) -> later);
  }

  /** Whether the first failure was on its way when the fault was injected, and failed by it. */
  private boolean inFlight(OutageEnded outage, FaultInjected fault) {
    boolean before = outage.from().isBefore(fault.at());
    Instant success = outage.firstSuccessAt();
    return before
        && !fault.at().isAfter(outage.from().plus(IN_FLIGHT))
        && fault.at().isBefore(end(outage))
        && (success == null || !success.isBefore(fault.at()));
  }

  /** An outage that never ended lasted as long as the probe looked. */
  private Instant end(OutageEnded outage) {
    return outage.to() == null ? outage.at() : outage.to();
  }
}

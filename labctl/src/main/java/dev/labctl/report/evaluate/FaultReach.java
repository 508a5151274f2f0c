package dev.labctl.report.evaluate;

import dev.labctl.timeline.Event;
import dev.labctl.timeline.Event.FaultInjected;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * How long a fault answers for what goes wrong: from its injection until the system was seen whole
 * again and a little longer, and never beyond the next injection. What goes wrong later has another
 * cause.
 */
final class FaultReach {
  /** What a recovery stirs up shows within this time after the last sign of the recovery. */
  static final Duration AFTERMATH = Duration.ofSeconds(10);

  private final RunFacts facts;

  FaultReach(RunFacts facts) {
    this.facts = facts;
  }

  /** From the injection to the first instant that the fault does not answer for. */
  Interval of(FaultInjected fault) {
    Instant next = facts.nextInjection(fault);
    Interval whole = new Interval(fault.at(), next);
    Optional<Instant> redundant =
        facts
            .all(Event.Redundant.class)
            .filter(r -> r.fault().equals(fault.fault()))
            .map(Event::at)
            .findFirst();
    Optional<Instant> settled = steadyAfter(fault, whole);
    if (redundant.isEmpty() || settled.isEmpty()) {
      return whole;
    }
    Stream<Instant> undone =
        facts
            .all(Event.FaultUndone.class)
            .filter(u -> u.fault().equals(fault.fault()))
            .map(Event::at);
    Stream<Instant> checked =
        facts
            .all(Event.SteadyStateChecked.class)
            .filter(s -> fault.fault().equals(s.fault()) && s.when().equals("after"))
            .map(Event::at);
    Instant last =
        Stream.of(Stream.of(redundant.get(), settled.get()), undone, checked)
            .flatMap(s -> s)
            .max(Comparator.naturalOrder())
            .orElseThrow()
            .plus(AFTERMATH);
    return new Interval(fault.at(), last.isBefore(next) ? last : next);
  }

  /** When the recovery phase ended, which it does when clients are served again. */
  private Optional<Instant> steadyAfter(FaultInjected fault, Interval whole) {
    boolean recovering = false;
    for (Event.PhaseStarted phase : facts.all(Event.PhaseStarted.class).toList()) {
      if (phase.phase().equals("recovery:" + fault.fault())) {
        recovering = true;
      } else if (recovering && phase.phase().equals(PhaseCalendar.STEADY)) {
        return whole.contains(phase.at()) ? Optional.of(phase.at()) : Optional.empty();
      }
    }
    return Optional.empty();
  }
}

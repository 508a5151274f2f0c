package dev.labctl.report.evaluate;

import dev.labctl.report.model.Report.FailingInstance;
import dev.labctl.timeline.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What an instance that failed alone means for the verdict, in words. */
final class FailingInstances {
  /** An instance may need as long after a fault was taken back to find its dependencies again. */
  private static final Duration RECOVERS_WITHIN = Duration.ofSeconds(30);

  private FailingInstances() {}

  /** Those that went on failing after every fault was taken back. */
  static List<String> failures(List<FailingInstance> failing, RunFacts facts) {
    return failing.stream().filter(f -> outlasted(f, facts)).map(FailingInstances::words).toList();
  }

  /** Those that a fault explains. */
  static List<String> notices(List<FailingInstance> failing, RunFacts facts) {
    return failing.stream().filter(f -> !outlasted(f, facts)).map(FailingInstances::words).toList();
  }

  private static boolean outlasted(FailingInstance failing, RunFacts facts) {
    Optional<Instant> lastUndo =
        facts.injections().stream()
            .filter(f -> f.at().isBefore(failing.to()))
            .map(f -> undone(f, facts))
            .max(Comparator.naturalOrder());
    Instant since = lastUndo.filter(u -> u.isAfter(failing.from())).orElse(failing.from());
    return Duration.between(since, failing.to()).compareTo(RECOVERS_WITHIN) > 0;
  }

  /** A fault that was not taken back lasts until the run ended. */
  private static Instant undone(Event.FaultInjected fault, RunFacts facts) {
    return facts
        .all(Event.FaultUndone.class)
        .filter(u -> u.fault().equals(fault.fault()))
        .map(Event::at)
        .findFirst()
        .orElse(facts.ended());
  }

  static String words(FailingInstance f) {
    return Wording.failing(f)
        + " from "
        + Wording.clock(f.from())
        + " to "
        + Wording.clock(f.to())
        + (f.failures() == 0 ? "" : " (" + Wording.count(f.failures(), "request") + ")")
        + " while other instances served"
        + (f.dependency() == null ? "" : "; it did not ask " + f.dependency() + " meanwhile")
        + (f.logLines().isEmpty() ? "" : "; its log began with: " + f.logLines().getFirst());
  }
}

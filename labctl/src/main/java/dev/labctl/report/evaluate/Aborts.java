package dev.labctl.report.evaluate;

import dev.labctl.timeline.Event;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What ended a run before its time. */
final class Aborts {
  private Aborts() {}

  static List<String> reasons(RunFacts facts) {
    var reasons = new ArrayList<String>();
    facts
        .all(Event.GuardTripped.class)
        .filter(g -> !g.noData())
        .forEach(
            g -> reasons.add("a guard stopped the run: " + g.promql() + " (" + g.detail() + ")"));
    facts
        .all(Event.Halted.class)
        .forEach(h -> reasons.add("the kill switch stopped the run, used by " + h.by()));
    Optional<Event.RunEnded> end = facts.first(Event.RunEnded.class);
    if (end.isEmpty()) {
      reasons.add("the timeline has no end: labctl was killed during the run");
    } else if (end.get().interrupted()) {
      reasons.add("the run was interrupted by a signal");
    }
    return reasons;
  }
}

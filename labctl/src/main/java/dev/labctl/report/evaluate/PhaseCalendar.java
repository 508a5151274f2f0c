package dev.labctl.report.evaluate;

import dev.labctl.spec.Scenario;
import dev.labctl.timeline.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When each phase of the measured load was. */
public final class PhaseCalendar {
  /** Every phase but the warm-up. */
  public static final String ALL = "all";

  static final String STEADY = "steady";
  static final String WARMUP = "warmup";

  private final List<Stretch> stretches;

  private PhaseCalendar(List<Stretch> stretches) {
    this.stretches = List.copyOf(stretches);
  }

  /** A phase without interruption. */
  public record Stretch(String phase, Instant from, Instant to) {}

  /** Reads the phases of a run; none without load. */
  public static PhaseCalendar of(Scenario scenario, List<Event> timeline) {
    return of(scenario, RunFacts.of(timeline));
  }

  static PhaseCalendar of(Scenario scenario, RunFacts facts) {
    Optional<Interval> load = facts.load(scenario);
    if (load.isEmpty()) {
      return new PhaseCalendar(List.of());
    }
    Interval measured = load.get();
    var stretches = new ArrayList<Stretch>();
    // Gatling calls everything from T0 on steady until it is told otherwise.
    String phase = STEADY;
    Instant from = measured.from();
    for (Event.PhaseStarted next : facts.all(Event.PhaseStarted.class).toList()) {
      if (next.at().isAfter(from) && next.at().isBefore(measured.to())) {
        stretches.add(new Stretch(phase, from, next.at()));
        from = next.at();
      }
      if (next.at().isBefore(measured.to()) && !next.phase().equals(WARMUP)) {
        phase = next.phase();
      }
    }
    if (from.isBefore(measured.to())) {
      stretches.add(new Stretch(phase, from, measured.to()));
    }
    return new PhaseCalendar(stretches);
  }

  /** Every stretch, in order. */
  public List<Stretch> stretches() {
    return stretches;
  }

  /** Phase names in order of their first stretch, {@code all} first. */
  List<String> names() {
    Map<String, Boolean> names = new LinkedHashMap<>();
    if (!stretches.isEmpty()) {
      names.put(ALL, true);
    }
    stretches.forEach(s -> names.put(s.phase(), true));
    return List.copyOf(names.keySet());
  }

  List<Interval> intervals(String phase) {
    return stretches.stream()
        .filter(s -> phase.equals(ALL) || s.phase().equals(phase))
        .map(s -> new Interval(s.from(), s.to()))
        .toList();
  }

  double seconds(String phase) {
    return intervals(phase).stream().mapToDouble(Interval::seconds).sum();
  }
}

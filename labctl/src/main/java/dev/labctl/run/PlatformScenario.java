package dev.labctl.run;

import dev.labctl.chaos.Fault;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Platform;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.FaultSpec;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A scenario as this platform can run it. A fault that the platform cannot do costs no time either:
 * the load from that fault's {@code at} to the next one's is left out.
 *
 * @param scenario what is run
 * @param unavailable faults and objectives that were left out, each with the reason
 */
record PlatformScenario(Scenario scenario, Map<String, String> unavailable) {
  /** A stretch of the load that is left out, as offsets from T0. */
  private record Slot(Duration from, Duration to) {
    /** How much of a stretch lies in it. */
    Duration of(Duration start, Duration end) {
      Duration first = start.compareTo(from) > 0 ? start : from;
      Duration last = end.compareTo(to) < 0 ? end : to;
      return last.compareTo(first) > 0 ? last.minus(first) : Duration.ZERO;
    }
  }

  /**
   * Fits a scenario.
   *
   * @throws LabctlException (exit 3) when nothing is left: neither load nor fault
   */
  static PlatformScenario to(Platform platform, Scenario asked) {
    Map<String, String> reasons = new LinkedHashMap<>();
    for (FaultSpec fault : asked.faults()) {
      Fault.named(fault.fault())
          .lacking(platform)
          .ifPresent(reason -> reasons.put(fault.id(), reason));
    }
    if (reasons.isEmpty()) {
      return new PlatformScenario(asked, Map.of());
    }
    List<FaultSpec> left =
        asked.faults().stream().filter(f -> !reasons.containsKey(f.id())).toList();
    if (left.isEmpty() && asked.load().streams().isEmpty()) {
      throw LabctlException.machine(
          "%s cannot be done on provider %s: %s"
              .formatted(
                  asked.faults().getFirst().fault(),
                  platform.lab().spec().provider(),
                  reasons.values().iterator().next()));
    }
    List<Slot> slots = left.isEmpty() ? List.of() : slots(asked, reasons);
    Map<String, String> unavailable = new LinkedHashMap<>();
    reasons.forEach((id, reason) -> unavailable.put("fault " + id, reason));
    asked.objectives().stream()
        .filter(o -> reasons.containsKey(faultOf(o)))
        .forEach(o -> unavailable.put("objective " + o.id(), "its fault is left out"));
    return new PlatformScenario(
        new Scenario(
            asked.name(),
            asked.description(),
            asked.source(),
            shorter(asked.load(), slots),
            asked.steadyState(),
            left.stream().map(f -> earlier(f, slots)).toList(),
            asked.guards(),
            asked.objectives().stream().filter(o -> !reasons.containsKey(faultOf(o))).toList()),
        unavailable);
  }

  private static String faultOf(Scenario.Objective objective) {
    return objective.phase().replaceFirst("^(fault|recovery):", "");
  }

  private static List<Slot> slots(Scenario asked, Map<String, String> reasons) {
    List<FaultSpec> inOrder =
        asked.faults().stream().sorted(Comparator.comparing(FaultSpec::at)).toList();
    List<Slot> slots = new ArrayList<>();
    for (int i = 0; i < inOrder.size(); i++) {
      if (reasons.containsKey(inOrder.get(i).id())) {
        Duration end = i + 1 < inOrder.size() ? inOrder.get(i + 1).at() : asked.length();
        slots.add(new Slot(inOrder.get(i).at(), end));
      }
    }
    return slots;
  }

  private static Duration leftOut(List<Slot> slots, Duration start, Duration end) {
    return slots.stream().map(s -> s.of(start, end)).reduce(Duration.ZERO, Duration::plus);
  }

  private static FaultSpec earlier(FaultSpec f, List<Slot> slots) {
    Duration at = f.at().minus(leftOut(slots, Duration.ZERO, f.at()));
    return new FaultSpec(f.id(), at, f.fault(), f.target(), f.length(), f.expect());
  }

  private static Scenario.Load shorter(Scenario.Load load, List<Slot> slots) {
    return new Scenario.Load(
        load.preloadLinks(),
        load.caches(),
        load.warmup(),
        load.streams().stream().map(s -> shorter(s, slots)).toList());
  }

  private static Scenario.Stream shorter(Scenario.Stream s, List<Slot> slots) {
    List<Scenario.Stage> stages = new ArrayList<>();
    Duration start = Duration.ZERO;
    for (Scenario.Stage stage : s.stages()) {
      Duration end = start.plus(stage.length());
      Duration length = stage.length().minus(leftOut(slots, start, end));
      if (length.isPositive()) {
        stages.add(new Scenario.Stage(length, stage.to()));
      }
      start = end;
    }
    return new Scenario.Stream(s.name(), s.operation(), s.popularity(), s.start(), stages);
  }

  /** For people: what was left out; empty when nothing was. */
  Optional<String> words() {
    return unavailable.isEmpty()
        ? Optional.empty()
        : Optional.of("left out on this platform: " + String.join(", ", unavailable.keySet()));
  }
}

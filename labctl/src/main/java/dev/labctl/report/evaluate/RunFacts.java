package dev.labctl.report.evaluate;

import dev.labctl.exit.LabctlException;
import dev.labctl.spec.Scenario;
import dev.labctl.timeline.Event;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A timeline with the questions that several parts of a report ask of it.
 *
 * @param started the run's first event
 * @param events all of them, by time
 */
record RunFacts(Event.RunStarted started, List<Event> events) {
  static RunFacts of(List<Event> timeline) {
    List<Event> events = timeline.stream().sorted(Comparator.comparing(Event::at)).toList();
    Event.RunStarted started =
        of(events, Event.RunStarted.class)
            .findFirst()
            .orElseThrow(
                () ->
                    LabctlException.usage(
                        "timeline.jsonl has no run-started event, so this is not a run's folder;"
                            + " 'labctl report list' shows the runs"));
    return new RunFacts(started, events);
  }

  private static <E extends Event> Stream<E> of(List<Event> events, Class<E> kind) {
    return events.stream().filter(kind::isInstance).map(kind::cast);
  }

  <E extends Event> Stream<E> all(Class<E> kind) {
    return of(events, kind);
  }

  <E extends Event> Optional<E> first(Class<E> kind) {
    return all(kind).findFirst();
  }

  /** When the run ended; its last event when labctl died before it could say so. */
  Instant ended() {
    return first(Event.RunEnded.class).map(Event::at).orElse(events.getLast().at());
  }

  /**
   * The measured load: from T0 to its planned end in the effective scenario, or to Gatling's when
   * that came first; empty without load.
   */
  Optional<Interval> load(Scenario scenario) {
    return first(Event.LoadStarted.class)
        .map(
            load -> {
              Instant actual = first(Event.LoadEnded.class).map(Event::at).orElse(ended());
              Instant planned = load.at().plus(scenario.length());
              // Without streams there are phases all the same, as long as the run lasts.
              return new Interval(
                  load.at(),
                  planned.isBefore(actual) && !scenario.load().streams().isEmpty()
                      ? planned
                      : actual);
            });
  }

  /** Injections in the order in which they happened. */
  List<Event.FaultInjected> injections() {
    return all(Event.FaultInjected.class).toList();
  }

  /** When the next fault after this one was injected; the run's end for the last. */
  Instant nextInjection(Event.FaultInjected fault) {
    return injections().stream()
        .map(Event::at)
        .filter(at -> at.isAfter(fault.at()))
        .findFirst()
        .orElse(ended());
  }
}

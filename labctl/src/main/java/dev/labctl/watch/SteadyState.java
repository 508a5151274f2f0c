package dev.labctl.watch;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.process.Await;
import dev.labctl.prometheus.PrometheusClient;
import dev.labctl.spec.Scenario.SteadyStateCheck;
import dev.labctl.timeline.Event;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The steady-state hypothesis: conditions that hold, each without a break for its time. */
public final class SteadyState {
  private static final Duration INTERVAL = Duration.ofMillis(500);
  private final List<SteadyStateCheck> checks;
  private final PrometheusClient prometheus;
  private final InstantSource clock;
  private final Consumer<Event> facts;

  public SteadyState(
      List<SteadyStateCheck> checks,
      PrometheusClient prometheus,
      InstantSource clock,
      Consumer<Event> facts) {
    this.checks = List.copyOf(checks);
    this.prometheus = prometheus;
    this.clock = clock;
    this.facts = facts;
  }

  /**
   * Waits until all checks have held for their time, and writes how it ended.
   *
   * @param fault before or after which fault it is checked; null at the start
   * @param when {@code before} or {@code after}
   * @return whether they held within the deadline
   */
  public boolean await(@Nullable String fault, String when, Duration deadline) {
    List<Held> held = checks.stream().map(c -> new Held(c, prometheus)).toList();
    String detail = checks.size() + " checks held";
    boolean steady = true;
    try {
      Await.until(
          "steady state",
          deadline,
          INTERVAL,
          ExitCode.INCONCLUSIVE,
          () -> missing(held),
          List::isEmpty);
    } catch (LabctlException e) {
      if (e.exitCode() != ExitCode.INCONCLUSIVE) {
        throw e;
      }
      steady = false;
      detail = e.getMessage() == null ? e.toString() : e.getMessage();
    }
    facts.accept(new Event.SteadyStateChecked(clock.instant(), fault, when, steady, detail));
    return steady;
  }

  private List<String> missing(List<Held> held) {
    List<String> missing = new ArrayList<>();
    for (Held check : held) {
      check.missing(clock.millis()).ifPresent(missing::add);
    }
    return missing;
  }

  private static final class Held {
    private final Condition condition;
    private final long holdMillis;
    private long since = -1;

    Held(SteadyStateCheck check, PrometheusClient prometheus) {
      this.condition = new Condition(check.promql(), prometheus);
      this.holdMillis = check.hold().toMillis();
    }

    java.util.Optional<String> missing(long now) {
      return switch (condition.ask()) {
        case Condition.State.Holds _ -> {
          since = since < 0 ? now : since;
          long left = holdMillis - (now - since);
          yield left <= 0
              ? java.util.Optional.empty()
              : java.util.Optional.of(
                  "%s must hold %d ms more".formatted(condition.promql(), left));
        }
        case Condition.State.HoldsNot(String values) -> broken("does not hold: " + values);
        case Condition.State.NoData(String why) -> broken("has no data: " + why);
      };
    }

    private java.util.Optional<String> broken(String why) {
      since = -1;
      return java.util.Optional.of(condition.promql() + " " + why);
    }
  }
}

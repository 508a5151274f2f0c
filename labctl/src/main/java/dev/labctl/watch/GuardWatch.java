package dev.labctl.watch;

import dev.labctl.exit.LabctlException;
import dev.labctl.process.Poller;
import dev.labctl.prometheus.PrometheusClient;
import dev.labctl.spec.Scenario.Guard;
import dev.labctl.timeline.Event;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Asks each guard's question every second. One that holds for its time trips, and so does one
 * without data for 10 s: then the run must stop, because its effect cannot be seen.
 */
public final class GuardWatch implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofSeconds(1);
  private static final Duration BLIND = Duration.ofSeconds(10);
  private final List<Watched> guards;
  private final InstantSource clock;
  private final Consumer<Event> facts;
  private final Consumer<Event.GuardTripped> onTrip;
  private final AtomicBoolean tripped = new AtomicBoolean();
  private final Poller poller;

  /**
   * Starts watching.
   *
   * @param facts told when the watch ends of guards that never had data
   * @param onTrip called once, on the watch's thread, by the first guard that trips; it aborts and
   *     writes the event
   * @param failed told when the watch has ended by itself
   */
  public GuardWatch(
      List<Guard> guards,
      PrometheusClient prometheus,
      InstantSource clock,
      Consumer<Event> facts,
      Consumer<Event.GuardTripped> onTrip,
      Consumer<LabctlException> failed) {
    this.guards =
        IntStream.range(0, guards.size())
            .mapToObj(
                i ->
                    new Watched(
                        i + 1,
                        new Condition(guards.get(i).promql(), prometheus),
                        guards.get(i).hold(),
                        clock.instant()))
            .toList();
    this.clock = clock;
    this.facts = facts;
    this.onTrip = onTrip;
    this.poller = new Poller("guard-watch", INTERVAL, this::poll, failed);
  }

  private void poll() {
    for (Watched guard : guards) {
      if (!tripped.get()) {
        guard.see(guard.condition.ask(), clock.instant()).ifPresent(this::trip);
      }
    }
  }

  private void trip(Event.GuardTripped event) {
    if (tripped.compareAndSet(false, true)) {
      onTrip.accept(event);
    }
  }

  @Override
  public void close() {
    poller.close();
    if (!tripped.get()) {
      guards.forEach(
          g -> g.neverSeen().ifPresent(why -> facts.accept(problem(g.condition.promql(), why))));
    }
  }

  private Event.Problem problem(String promql, String why) {
    return new Event.Problem(
        clock.instant(), "guard", "%s had no data at any time: %s".formatted(promql, why));
  }

  /** A guard and since when it has been what it is. */
  static final class Watched {
    private final int number;
    private final Condition condition;
    private final Duration hold;
    private Instant lastData;
    private @Nullable Instant holdsSince;
    private boolean seen;
    private @Nullable String blindness;

    /**
     * @param number its place among the scenario's guards, from 1
     */
    Watched(int number, Condition condition, Duration hold, Instant from) {
      this.number = number;
      this.condition = condition;
      this.hold = hold;
      this.lastData = from;
    }

    Optional<Event.GuardTripped> see(Condition.State state, Instant now) {
      return switch (state) {
        case Condition.State.NoData(String why) -> {
          blindness = why;
          Duration blind = Duration.between(lastData, now);
          yield blind.compareTo(BLIND) >= 0
              ? tripped(now, true, "no data for %d s: %s".formatted(blind.toSeconds(), why))
              : Optional.empty();
        }
        case Condition.State.HoldsNot _ -> {
          seen = true;
          lastData = now;
          holdsSince = null;
          yield Optional.empty();
        }
        case Condition.State.Holds(String values) -> {
          seen = true;
          lastData = now;
          Instant since = holdsSince == null ? now : holdsSince;
          holdsSince = since;
          yield Duration.between(since, now).compareTo(hold) >= 0
              ? tripped(now, false, "held for %d s: %s".formatted(hold.toSeconds(), values))
              : Optional.empty();
        }
      };
    }

    /** Why it had no data whenever it was asked; empty when it had some. */
    Optional<String> neverSeen() {
      return seen ? Optional.empty() : Optional.ofNullable(blindness);
    }

    private Optional<Event.GuardTripped> tripped(Instant now, boolean noData, String detail) {
      return Optional.of(new Event.GuardTripped(now, condition.promql(), noData, detail, number));
    }
  }
}

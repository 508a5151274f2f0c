package dev.labctl.gatling;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One run after its start: hands out arrivals, decides between sending and dropping, and counts.
 * Every arrival that came due ends as sent or dropped, whatever Gatling does. Thread-safe.
 */
final class LoadRun {
  /** Beyond the last due instant, the late limit and the timeout, nothing is worth waiting for. */
  private static final long GRACE_NANOS = 1_000_000_000;

  private final LoadPlan plan;
  private final Map<Operation, Schedule> schedules;
  private final Timebase timebase;
  private final ClientMetrics metrics;
  private final Judge judge;
  private final Totals totals = new Totals();
  private final Phases phases = new Phases();
  private final Set<Arrival> waiting = ConcurrentHashMap.newKeySet();

  /** Codes that were answered once, and so may be in a cache. */
  private final Set<String> answeredCodes = ConcurrentHashMap.newKeySet();

  /** Redirects on their way whose code had not been answered when they were sent. */
  private final Set<Arrival> firsts = ConcurrentHashMap.newKeySet();

  private final AtomicInteger inFlight = new AtomicInteger();
  private final long lateLimitNanos;
  private final long patienceNanos;
  private volatile long endNanos;

  LoadRun(LoadPlan plan, Schedules schedules, Timebase timebase, ClientMetrics metrics) {
    this.plan = plan;
    this.timebase = timebase;
    this.metrics = metrics;
    this.schedules =
        Map.of(
            Operation.REDIRECT, schedules.of(Operation.REDIRECT),
            Operation.CREATE, schedules.of(Operation.CREATE),
            Operation.CONTROL, schedules.of(Operation.CONTROL));
    judge = new Judge(plan.requestTimeoutSeconds());
    lateLimitNanos = Math.round(plan.lateLimitSeconds() * 1e9);
    patienceNanos = lateLimitNanos + Math.round(plan.requestTimeoutSeconds() * 1e9) + GRACE_NANOS;
    endNanos = Math.round(schedules.endSeconds() * 1e9);
    showPhase(Phases.STEADY);
  }

  /** Arrivals due at or after the instant belong to the phase, until another one starts. */
  void startPhase(String phase, long epochMillis) {
    phases.start(phase, timebase.fromEpochMillis(epochMillis));
    showPhase(phase);
  }

  private void showPhase(String phase) {
    plan.streams().forEach(stream -> metrics.of(stream.name(), stream.operation(), phase));
  }

  /** Ends early: what is not due yet is neither sent nor offered. */
  synchronized void stop() {
    endNanos = Math.min(endNanos, timebase.now());
  }

  long now() {
    return timebase.now();
  }

  Optional<Arrival> take(Operation operation) {
    Optional<Arrival> taken = schedule(operation).take(endNanos);
    taken.ifPresent(waiting::add);
    return taken;
  }

  private Schedule schedule(Operation operation) {
    Schedule schedule = schedules.get(operation);
    if (schedule == null) {
      throw new IllegalStateException("no schedule for " + operation);
    }
    return schedule;
  }

  /** Time left until the arrival is due, never too short, in whole milliseconds. */
  Duration untilDue(Arrival arrival) {
    return Duration.ofMillis(
        Math.max(0, Math.ceilDiv(arrival.dueNanos() - timebase.now(), 1_000_000L)));
  }

  /** Decides at the due instant; true means that the request is to be sent now. */
  boolean send(Arrival arrival) {
    if (arrival.dueNanos() > endNanos || !waiting.remove(arrival)) {
      return false;
    }
    if (timebase.now() - arrival.dueNanos() > lateLimitNanos) {
      drop(arrival);
      return false;
    }
    inFlight.incrementAndGet();
    if (arrival.work() instanceof Arrival.AskBalancer) {
      return true;
    }
    totals.sent(arrival);
    metricsOf(arrival).sent((timebase.now() - arrival.dueNanos()) / 1e9);
    if (arrival.work() instanceof Arrival.Redirect(Link link, int tier)) {
      if (!answeredCodes.contains(link.code())) {
        firsts.add(arrival);
      }
      if (tier >= 0) {
        metrics.tier(arrival.stream(), tier);
      }
    }
    return true;
  }

  private void drop(Arrival arrival) {
    if (arrival.work() instanceof Arrival.AskBalancer) {
      return;
    }
    totals.dropped(arrival);
    metricsOf(arrival).dropped();
  }

  void answered(Arrival arrival, long sentNanos, Answer answer) {
    long now = timebase.now();
    Optional<Reason> fault = judge.fault(arrival.work(), answer, now - sentNanos);
    if (arrival.work() instanceof Arrival.AskBalancer) {
      metrics.control(
          phases.at(arrival.dueNanos()), fault.isEmpty(), (now - arrival.dueNanos()) / 1e9);
      inFlight.decrementAndGet();
      return;
    }
    StreamMetrics cell = metricsOf(arrival);
    cell.ended(fault, (now - sentNanos) / 1e9, (now - arrival.dueNanos()) / 1e9);
    if (answer instanceof Answer.Response response) {
      cell.source(response.source(), firsts.contains(arrival));
    }
    firsts.remove(arrival);
    if (fault.isEmpty() && arrival.work() instanceof Arrival.Redirect(Link link, int _)) {
      answeredCodes.add(link.code());
    }
    if (fault.isPresent()) {
      totals.failed(arrival);
    }
    inFlight.decrementAndGet();
  }

  private StreamMetrics metricsOf(Arrival arrival) {
    return metrics.of(arrival.stream(), arrival.work().operation(), phases.at(arrival.dueNanos()));
  }

  /** Whether the last arrival is decided and answered, or there is no point in waiting longer. */
  boolean isOver() {
    long past = timebase.now() - endNanos;
    return past > patienceNanos || (past >= 0 && inFlight.get() == 0 && !anyUndecided());
  }

  private boolean anyUndecided() {
    return waiting.stream().anyMatch(arrival -> arrival.dueNanos() <= endNanos)
        || schedules.values().stream().anyMatch(schedule -> schedule.hasDue(endNanos));
  }

  /** Accounts for arrivals that came due but that nobody sent, and returns the sums. */
  Totals settle() {
    for (Operation operation : Operation.values()) {
      while (take(operation).isPresent()) {
        // Moved to the waiting ones, which are dropped below.
      }
    }
    waiting.stream()
        .filter(arrival -> arrival.dueNanos() <= endNanos)
        .filter(waiting::remove)
        .forEach(this::drop);
    return totals;
  }
}

package dev.labctl.timeline;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A fact of a run, one line of {@code timeline.jsonl}; never changed after it was written. Reports
 * are drawn from these and from Prometheus' responses alone.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "event")
@JsonSubTypes({
  @JsonSubTypes.Type(value = Event.RunStarted.class, name = "run-started"),
  @JsonSubTypes.Type(value = Event.LoadStarted.class, name = "load-started"),
  @JsonSubTypes.Type(value = Event.PhaseStarted.class, name = "phase-started"),
  @JsonSubTypes.Type(value = Event.SteadyStateChecked.class, name = "steady-state-checked"),
  @JsonSubTypes.Type(value = Event.FaultInjected.class, name = "fault-injected"),
  @JsonSubTypes.Type(value = Event.FaultLanded.class, name = "fault-landed"),
  @JsonSubTypes.Type(value = Event.FaultSkipped.class, name = "fault-skipped"),
  @JsonSubTypes.Type(value = Event.Unavailable.class, name = "unavailable"),
  @JsonSubTypes.Type(value = Event.FaultUndone.class, name = "fault-undone"),
  @JsonSubTypes.Type(value = Event.LeaderChanged.class, name = "leader-changed"),
  @JsonSubTypes.Type(value = Event.Redundant.class, name = "redundant"),
  @JsonSubTypes.Type(value = Event.AlertFiring.class, name = "alert-firing"),
  @JsonSubTypes.Type(value = Event.AlertResolved.class, name = "alert-resolved"),
  @JsonSubTypes.Type(value = Event.OutageEnded.class, name = "outage-ended"),
  @JsonSubTypes.Type(value = Event.ProbeSummary.class, name = "probe-summary"),
  @JsonSubTypes.Type(value = Event.GuardTripped.class, name = "guard-tripped"),
  @JsonSubTypes.Type(value = Event.Halted.class, name = "halted"),
  @JsonSubTypes.Type(value = Event.Problem.class, name = "problem"),
  @JsonSubTypes.Type(value = Event.RunbookStep.class, name = "runbook-step"),
  @JsonSubTypes.Type(value = Event.LoadEnded.class, name = "load-ended"),
  @JsonSubTypes.Type(value = Event.LedgerVerified.class, name = "ledger-verified"),
  @JsonSubTypes.Type(value = Event.RunEnded.class, name = "run-ended")
})
public sealed interface Event {
  /** When it happened. */
  Instant at();

  /**
   * The first line.
   *
   * @param pages of the lab for people, by title, with {@code {from}} and {@code {to}} for a
   *     stretch of time; null for none
   */
  record RunStarted(
      Instant at,
      String id,
      String scenario,
      String cluster,
      String provider,
      long seed,
      double timeScale,
      String labctlVersion,
      Map<String, String> versions,
      int hostCores,
      long hostMemoryBytes,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) @Nullable Map<String, String> pages)
      implements Event {}

  /** T0: the measured load starts; offsets of the scenario count from here. */
  record LoadStarted(Instant at) implements Event {}

  /** Arrivals due from {@code at} on belong to {@code phase}. */
  record PhaseStarted(Instant at, String phase) implements Event {}

  /**
   * The steady-state hypothesis was checked.
   *
   * @param fault before or after which fault; null at the start
   * @param when {@code before} or {@code after}
   */
  record SteadyStateChecked(
      Instant at, @Nullable String fault, String when, boolean held, String detail)
      implements Event {}

  /**
   * The instant just before the primitive was called.
   *
   * @param fault the id in the scenario
   * @param kind the fault's name in the catalogue
   * @param alerts alerts that count as detection
   */
  record FaultInjected(
      Instant at,
      String fault,
      String kind,
      String target,
      String node,
      @Nullable String member,
      @Nullable String identity,
      List<String> alerts)
      implements Event {}

  /**
   * The target's identity was seen gone or frozen after the injection, or was not by the deadline.
   */
  record FaultLanded(Instant at, String fault, boolean landed, String detail) implements Event {}

  /** A fault was not injected. */
  record FaultSkipped(Instant at, String fault, String reason) implements Event {}

  /**
   * A part of the scenario was left out because the platform cannot do it; no doubt about the rest.
   *
   * @param what {@code fault ID} or {@code objective ID}
   */
  record Unavailable(Instant at, String what, String reason) implements Event {}

  /**
   * @param undo {@code done}, {@code failed} or {@code none-needed}
   */
  record FaultUndone(Instant at, String fault, String undo, String detail) implements Event {}

  /**
   * A component has a new leader. {@code component} is {@code postgres}, {@code redis} or {@code
   * etcd}.
   */
  record LeaderChanged(
      Instant at, String component, @Nullable String from, String to, @Nullable Integer timeline)
      implements Event {}

  /**
   * Every member of every component is back, replicas stream with lag below 1 s, one leader each.
   */
  record Redundant(Instant at, String fault) implements Event {}

  /** An alert was first seen firing in Alertmanager. */
  record AlertFiring(Instant at, String alert, Map<String, String> labels) implements Event {}

  /** An alert was first seen gone. */
  record AlertResolved(Instant at, String alert, Map<String, String> labels) implements Event {}

  /**
   * A stretch in which the probe failed: from the intended send of the first failure to that of the
   * first of five successes in a row.
   *
   * @param at when it was known to have ended, or the end of the run
   * @param operation {@code read} or {@code write}
   * @param to null when it had not ended by the end of the run
   * @param firstSuccessAt acknowledgement of the first success sent after the first failure
   * @param firstFailure why the first failure was one; null in runs of labctl before it was kept
   */
  record OutageEnded(
      Instant at,
      String operation,
      Instant from,
      @Nullable Instant to,
      @Nullable Instant firstSuccessAt,
      long failures,
      @Nullable String firstFailure)
      implements Event {}

  /** What the probe did in all. */
  record ProbeSummary(Instant at, long reads, long failedReads, long writes, long failedWrites)
      implements Event {}

  /**
   * A guard held for its time, or had no data for 10 s; the run was aborted.
   *
   * @param guard its place among the scenario's guards, from 1: two may have the same query; null
   *     in runs of labctl before 0.1.0's part 4
   */
  record GuardTripped(
      Instant at, String promql, boolean noData, String detail, @Nullable Integer guard)
      implements Event {}

  /** The kill switch stopped the run. */
  record Halted(Instant at, String by) implements Event {}

  /**
   * Something that makes the result doubtful.
   *
   * @param source {@code gatling}, {@code prometheus}, {@code probe}, {@code ledger}, …
   */
  record Problem(Instant at, String source, String detail) implements Event {}

  /** A step of a rehearsed runbook. */
  record RunbookStep(
      Instant at, String runbook, int step, String title, String outcome, String detail)
      implements Event {}

  /** Gatling ended. Counts exclude warm-up. */
  record LoadEnded(Instant at, int exitCode, long offered, long achieved, long dropped, long failed)
      implements Event {}

  /** The ledger was checked against every Postgres member and by redirect. */
  record LedgerVerified(
      Instant at,
      long acknowledged,
      long verified,
      long lost,
      long duplicated,
      long wrongTarget,
      long unknown)
      implements Event {}

  /** The last line. {@code interrupted} when a signal ended the run. */
  record RunEnded(Instant at, boolean interrupted) implements Event {}
}

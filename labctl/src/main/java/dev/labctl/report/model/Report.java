package dev.labctl.report.model;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * {@code report.json}. Seconds and ratios 0..1 throughout; 0 means measured and none, null means
 * not measured or did not happen.
 */
public record Report(
    String apiVersion,
    String kind,
    Run run,
    Outcome verdict,
    List<String> reasons,
    List<ObjectiveResult> objectives,
    Load load,
    Cache cache,
    Skew skew,
    List<Fault> faults,
    @Nullable Ledger ledger,
    List<Skipped> skipped) {

  /** How a run, an objective or an expectation ended. */
  public enum Outcome {
    PASS,
    FAIL,
    INCONCLUSIVE,
    ABORTED
  }

  /** Which run this is, and where it ran. */
  public record Run(
      String id,
      String scenario,
      String cluster,
      String provider,
      Instant startedAt,
      Instant endedAt,
      long seed,
      double timeScale,
      String labctlVersion,
      Map<String, String> versions,
      Host host) {}

  public record Host(int cores, long memoryBytes) {}

  /**
   * @param target the limit, seconds, ratio or requests per second
   * @param actual what was measured; null without data
   * @param coverage share of the phase for which Prometheus has samples
   */
  public record ObjectiveResult(
      String id,
      String sli,
      @Nullable String stream,
      String phase,
      double target,
      @Nullable Double actual,
      @Nullable Double coverage,
      Outcome verdict,
      String query) {}

  public record Load(
      @Nullable Long offered,
      @Nullable Long achieved,
      @Nullable Long dropped,
      @Nullable Long failed,
      List<Stream> streams) {}

  public record Stream(String name, String operation, List<Phase> phases) {}

  public record Phase(
      String name, long count, long errors, Percentiles serviceTime, Percentiles responseTime) {}

  /** Seconds. */
  public record Percentiles(
      @Nullable Double p50, @Nullable Double p95, @Nullable Double p99, @Nullable Double max) {}

  public record Cache(@Nullable Double hitRatio, Sources sources) {}

  /** Redirects answered from each source, counted by the client. */
  public record Sources(
      @Nullable Long l1, @Nullable Long redis, @Nullable Long replica, @Nullable Long primary) {}

  /** Share of traffic per tier, asked for and achieved. */
  public record Skew(List<Double> asked, List<Double> achieved) {}

  public record Fault(
      String id,
      String kind,
      String target,
      @Nullable String node,
      @Nullable String member,
      boolean landed,
      @Nullable Instant injectedAt,
      @Nullable Instant firstErrorAt,
      @Nullable Instant detectedAt,
      @Nullable String alert,
      @Nullable Instant promotedAt,
      @Nullable Instant firstAckedWriteAt,
      @Nullable Instant undoneAt,
      @Nullable Instant healthyAt,
      @Nullable Instant redundantAt,
      @Nullable Long clientErrors,
      @Nullable Double readOutageSeconds,
      @Nullable Double writeOutageSeconds,
      @Nullable Double timeToDetectSeconds,
      @Nullable Double timeToRecoverSeconds,
      @Nullable Double timeToRedundancySeconds,
      @Nullable Double budgetSpentRatio,
      String undo,
      List<Expectation> expectations) {}

  public record Expectation(String what, double limit, @Nullable Double actual, Outcome verdict) {}

  public record Ledger(
      long acknowledged,
      long verified,
      long lost,
      long duplicated,
      long wrongTarget,
      long unknown) {}

  public record Skipped(String what, String reason) {}
}

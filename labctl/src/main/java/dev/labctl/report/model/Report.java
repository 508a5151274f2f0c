package dev.labctl.report.model;

import com.fasterxml.jackson.annotation.JsonInclude;
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
    RunInfo run,
    Judgement verdict,
    List<String> reasons,
    List<ObjectiveResult> objectives,
    LoadResult load,
    Cache cache,
    Skew skew,
    List<FaultResult> faults,
    @Nullable LedgerResult ledger,
    List<Skipped> skipped,
    List<Outage> outages,
    List<FailingInstance> failingInstances,
    @Nullable Environment environment,
    List<String> incomplete) {
  /** {@link FaultResult#undo} of a run that was cut off before it could tell. */
  public static final String UNDO_UNKNOWN = "unknown";

  public Report {
    // A report.json of an older labctl lacks what came later.
    reasons = List.copyOf(reasons);
    outages = known(outages);
    failingInstances = known(failingInstances);
    incomplete = known(incomplete);
  }

  private static <T> List<T> known(@Nullable List<T> list) {
    return list == null ? List.of() : List.copyOf(list);
  }

  /** How a run, an objective or an expectation ended. */
  public enum Judgement {
    PASS,
    FAIL,
    INCONCLUSIVE,
    ABORTED
  }

  /**
   * Which run this is, and where it ran.
   *
   * @param pages where more can be read of it while the lab is up, by title
   */
  public record RunInfo(
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
      HostFacts host,
      @JsonInclude(JsonInclude.Include.NON_EMPTY) Map<String, String> pages) {
    public RunInfo {
      pages = pages == null ? Map.of() : pages;
    }
  }

  public record HostFacts(int cores, long memoryBytes) {}

  /**
   * @param target the limit, seconds, ratio or requests per second
   * @param actual what was measured; null without data
   * @param coverage share of the phase for which Prometheus has samples
   * @param control of a latency objective: what machine, network and generator alone took, measured
   *     by requests that HAProxy answers itself; null when it was not measured
   * @param excuse why a missed target is no verdict on the system: the machine could not have kept
   *     it; null otherwise
   */
  public record ObjectiveResult(
      String id,
      String sli,
      @Nullable String stream,
      String phase,
      double target,
      @Nullable Double actual,
      @Nullable Double coverage,
      Judgement verdict,
      String query,
      @Nullable Double control,
      @Nullable String excuse) {}

  public record LoadResult(
      @Nullable Long offered,
      @Nullable Long achieved,
      @Nullable Long dropped,
      @Nullable Long failed,
      List<StreamResult> streams) {}

  public record StreamResult(String name, String operation, List<Phase> phases) {}

  public record Phase(
      String name, long count, long errors, Percentiles serviceTime, Percentiles responseTime) {}

  /** Seconds. */
  public record Percentiles(
      @Nullable Double p50, @Nullable Double p95, @Nullable Double p99, @Nullable Double max) {}

  /**
   * @param hitRatio of all redirects
   * @param repeatHitRatio of redirects of links that had been answered before, which is what an
   *     objective is about: the first redirect of a link cannot come from an empty cache; null when
   *     the generator did not tell them apart
   */
  public record Cache(
      @Nullable Double hitRatio, Sources sources, @Nullable Double repeatHitRatio) {}

  /** Redirects answered from each source, counted by the client. */
  public record Sources(
      @Nullable Long l1, @Nullable Long redis, @Nullable Long replica, @Nullable Long primary) {}

  /** Share of traffic per tier, asked for and achieved. */
  public record Skew(List<Double> asked, List<Double> achieved) {}

  public record FaultResult(
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
      List<Expectation> expectations,
      List<String> notes) {
    public FaultResult {
      notes = known(notes);
    }
  }

  public record Expectation(
      String what, double limit, @Nullable Double actual, Judgement verdict) {}

  public record LedgerResult(
      long acknowledged,
      long verified,
      long lost,
      long duplicated,
      long wrongTarget,
      long unknown) {}

  public record Skipped(String what, String reason) {}

  /**
   * A stretch in which the probe failed.
   *
   * @param to null when it never ended
   * @param fault the fault that is charged with it, under which it began; null for none
   * @param alsoDuring faults that were injected while it went on
   */
  public record Outage(
      String operation,
      Instant from,
      @Nullable Instant to,
      double seconds,
      long failures,
      @Nullable String firstFailure,
      @Nullable String fault,
      List<String> alsoDuring) {}

  /**
   * One instance that answered nearly every request of a method with an error of the server while
   * others served it.
   *
   * @param answer status code that it gave most
   * @param dependency whose circuit breaker was open meanwhile; null for none
   * @param logLines the first that it wrote in this time
   */
  public record FailingInstance(
      String instance,
      String method,
      String answer,
      Instant from,
      Instant to,
      double seconds,
      long failures,
      @Nullable String dependency,
      List<String> logLines) {}

  /**
   * The machine that the run happened on, and how busy it was.
   *
   * @param fsyncP99Seconds null when it was not measured
   * @param saturated names of phases in which the machine had no room left
   */
  public record Environment(
      int cores,
      long memoryBytes,
      @Nullable Double fsyncP99Seconds,
      List<EnvironmentPhase> phases,
      List<String> saturated) {}

  /**
   * Shares of time, 0..1: pressure is the kernel's share of time in which something waited for the
   * resource. Null where the kernel or the generator told nothing.
   *
   * @param serviceCpu share of the busy processor time that the shortener's instances used
   * @param controlP99Seconds response time of the requests that HAProxy answers itself
   */
  public record EnvironmentPhase(
      String name,
      @Nullable Double cpuPressure,
      @Nullable Double ioPressure,
      @Nullable Double memoryPressure,
      @Nullable Double steal,
      @Nullable Double generatorDelayP99Seconds,
      @Nullable Double busy,
      @Nullable Double serviceCpu,
      @Nullable Double controlP99Seconds) {}
}

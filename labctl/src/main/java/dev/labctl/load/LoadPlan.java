package dev.labctl.load;

import java.util.List;

/**
 * What Gatling is told ({@code gatling/load-plan.schema.json}): no field is optional, nothing is
 * left to decide. Times in seconds, rates per second, shares 0..1.
 *
 * @param linksFile beside the plan: {@code code<TAB>target}, hottest first
 * @param bucketBoundsSeconds upper bounds of the latency histograms, ascending
 */
public record LoadPlan(
    String apiVersion,
    String kind,
    String run,
    long seed,
    String baseUrl,
    String metricsHost,
    int metricsPort,
    double requestTimeoutSeconds,
    double lateLimitSeconds,
    Warmup warmup,
    BalancerControl control,
    String linksFile,
    List<Double> bucketBoundsSeconds,
    List<PlannedStream> streams) {
  public LoadPlan {
    bucketBoundsSeconds = List.copyOf(bucketBoundsSeconds);
    streams = List.copyOf(streams);
  }

  /** The load before T0; 0 seconds for none. */
  public record Warmup(
      double seconds, double redirectsPerSecond, double createsPerSecond, String linksFile) {}

  /**
   * Requests that HAProxy answers itself: what machine, network and generator alone take.
   *
   * @param path under the base URL
   */
  public record BalancerControl(String path, double requestsPerSecond) {}

  /**
   * One open-model stream.
   *
   * @param operation {@code redirect} or {@code create}
   * @param buckets popularity in rank order, uniform inside each; empty for creates
   * @param tiers what the skew report counts, in rank order; empty when no skew was asked for
   */
  public record PlannedStream(
      String name,
      String operation,
      double startRate,
      List<PlannedStage> stages,
      List<Bucket> buckets,
      List<Bucket> tiers) {
    public PlannedStream {
      stages = List.copyOf(stages);
      buckets = List.copyOf(buckets);
      tiers = List.copyOf(tiers);
    }
  }

  /** A linear ramp. */
  public record PlannedStage(double seconds, double toRate) {}

  /** The next {@code links} links by rank together get {@code share} of the traffic. */
  public record Bucket(int links, double share) {
    public Bucket {
      if (links < 1 || !(share >= 0 && share <= 1)) {
        throw new IllegalArgumentException(
            "a bucket of %d links with share %s; must be 1 or more and 0..1"
                .formatted(links, share));
      }
    }
  }
}

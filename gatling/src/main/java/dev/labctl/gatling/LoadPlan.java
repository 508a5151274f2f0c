package dev.labctl.gatling;

import static java.util.stream.Collectors.toSet;

import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;

/**
 * One resolved load plan: every value is present, so nothing here has a default. Times are seconds,
 * rates are arrivals per second.
 *
 * @param run the run's id; prefixes the idempotency keys
 * @param seed chooses the links; the same plan and seed ask for the same links in the same order
 * @param requestTimeoutSeconds a request without an answer by then has failed; above 0
 * @param lateLimitSeconds an arrival not sent within this of its due instant is dropped; above 0
 * @param bucketBoundsSeconds upper bounds of the latency histograms, ascending
 */
public record LoadPlan(
    String apiVersion,
    String kind,
    String run,
    long seed,
    URI baseUrl,
    String metricsHost,
    int metricsPort,
    double requestTimeoutSeconds,
    double lateLimitSeconds,
    Warmup warmup,
    BalancerControl control,
    String linksFile,
    List<Double> bucketBoundsSeconds,
    List<Stream> streams) {

  /** The stream name under which warm-up requests are counted. */
  public static final String WARMUP = "warmup";

  /**
   * The stream name of requests that the balancer answers itself; they are counted nowhere else.
   */
  static final String CONTROL = "control";

  public LoadPlan {
    Rule.check("labctl/v1".equals(apiVersion), "apiVersion", apiVersion, "must be labctl/v1");
    Rule.check("LoadPlan".equals(kind), "kind", kind, "must be LoadPlan");
    Rule.check(
        run.matches("[A-Za-z0-9._-]{1,100}"), "run", run, "must match [A-Za-z0-9._-]{1,100}");
    Rule.check(
        "http".equals(baseUrl.getScheme()) && baseUrl.getHost() != null && baseUrl.getPort() > 0,
        "baseUrl",
        baseUrl,
        "must be http://host:port");
    Rule.check(!metricsHost.isBlank(), "metricsHost", metricsHost, "must name an address");
    Rule.check(
        metricsPort >= 1 && metricsPort <= 65535, "metricsPort", metricsPort, "must be 1..65535");
    Rule.positive("requestTimeoutSeconds", requestTimeoutSeconds);
    Rule.positive("lateLimitSeconds", lateLimitSeconds);
    Rule.check(!linksFile.isBlank(), "linksFile", linksFile, "must name a file");
    bucketBoundsSeconds = List.copyOf(bucketBoundsSeconds);
    checkBounds(bucketBoundsSeconds);
    streams = List.copyOf(streams);
    Rule.check(!streams.isEmpty(), "streams", streams, "must hold at least one stream");
    Rule.check(
        streams.stream().map(Stream::name).collect(toSet()).size() == streams.size(),
        "streams",
        streams.stream().map(Stream::name).toList(),
        "must have different names");
  }

  private static void checkBounds(List<Double> bounds) {
    Rule.check(!bounds.isEmpty(), "bucketBoundsSeconds", bounds, "must hold at least one bound");
    Rule.check(
        bounds.getFirst() > 0
            && IntStream.range(1, bounds.size()).allMatch(i -> bounds.get(i) > bounds.get(i - 1)),
        "bucketBoundsSeconds",
        bounds,
        "must be above 0 and ascending");
  }

  /**
   * Requests before T0, counted apart: they pay for the client's own compilation.
   *
   * @param seconds length, 0 or more; 0 means none
   */
  public record Warmup(
      double seconds, double redirectsPerSecond, double createsPerSecond, String linksFile) {
    public Warmup {
      Rule.notNegative("warmup.seconds", seconds);
      Rule.notNegative("warmup.redirectsPerSecond", redirectsPerSecond);
      Rule.notNegative("warmup.createsPerSecond", createsPerSecond);
    }

    boolean redirects() {
      return seconds > 0 && redirectsPerSecond > 0;
    }
  }

  /**
   * Requests that the balancer answers itself, from the warm-up to the end of the load.
   *
   * @param path under the base URL
   * @param requestsPerSecond 0 means none
   */
  public record BalancerControl(String path, double requestsPerSecond) {
    public BalancerControl {
      Rule.check(path.startsWith("/"), "control.path", path, "must begin with /");
      Rule.notNegative("control.requestsPerSecond", requestsPerSecond);
    }
  }

  /**
   * One stream of arrivals.
   *
   * @param startRate per second at T0
   * @param buckets popularity in rank order, uniform inside each bucket; empty for creates
   * @param tiers what the skew report counts, in rank order; empty for creates
   */
  public record Stream(
      String name,
      Operation operation,
      double startRate,
      List<Stage> stages,
      List<Bucket> buckets,
      List<Bucket> tiers) {
    public Stream {
      Rule.check(
          name.matches("[a-z0-9][a-z0-9-]{0,40}") && !name.equals(WARMUP) && !name.equals(CONTROL),
          "streams[].name",
          name,
          "must match [a-z0-9][a-z0-9-]{0,40} and not be " + WARMUP + " or " + CONTROL);
      Rule.check(
          operation != Operation.CONTROL,
          "streams[" + name + "].operation",
          operation.label(),
          "must be redirect or create");
      Rule.notNegative("streams[" + name + "].startRate", startRate);
      stages = List.copyOf(stages);
      Rule.check(
          !stages.isEmpty(), "streams[" + name + "].stages", stages, "must hold at least one");
      buckets = List.copyOf(buckets);
      tiers = List.copyOf(tiers);
      boolean redirect = operation == Operation.REDIRECT;
      Rule.check(
          redirect != buckets.isEmpty(),
          "streams[" + name + "].buckets",
          buckets,
          redirect ? "must not be empty for redirects" : "must be empty for creates");
      Rule.check(
          redirect || tiers.isEmpty(),
          "streams[" + name + "].tiers",
          tiers,
          "must be empty for creates");
      checkShares("streams[" + name + "].buckets", buckets);
      checkShares("streams[" + name + "].tiers", tiers);
    }

    private static void checkShares(String field, List<Bucket> buckets) {
      double sum = buckets.stream().mapToDouble(Bucket::share).sum();
      Rule.check(
          buckets.isEmpty() || Math.abs(sum - 1) < 1e-6,
          field,
          sum,
          "must have shares that sum to 1");
    }
  }

  /** The rate moves in a straight line from where it was to {@code toRate} within the stage. */
  public record Stage(double seconds, double toRate) {
    public Stage {
      Rule.positive("stages[].seconds", seconds);
      Rule.notNegative("stages[].toRate", toRate);
    }
  }

  /** The next {@code links} links by rank together get {@code share} (0..1) of the traffic. */
  public record Bucket(int links, double share) {
    public Bucket {
      Rule.check(links >= 1, "buckets[].links", links, "must be 1 or more");
      Rule.check(share >= 0 && share <= 1, "buckets[].share", share, "must be 0..1");
    }
  }
}

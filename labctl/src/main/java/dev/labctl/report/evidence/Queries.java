package dev.labctl.report.evidence;

import java.util.List;

/**
 * What is asked of Prometheus after a run. Ranges are of raw cumulative counters, summed over
 * phases: rates are differences taken later, so that no first increment of a new series is lost
 * (prometheus#3746), as {@code rate()} would.
 */
public final class Queries {
  public static final String REQUESTS = "requests";
  public static final String ERRORS = "errors";
  public static final String OFFERED = "offered";
  public static final String DROPPED = "dropped";
  public static final String SOURCES = "sources";
  public static final String TIERS = "tiers";
  public static final String RESPONSE_BUCKETS = "response-buckets";
  public static final String RESPONSE_MAX = "response-max";
  public static final String SERVICE_BUCKETS = "service-buckets";
  public static final String SERVICE_MAX = "service-max";
  public static final String REQUESTS_OVER_TIME = "requests-over-time";
  public static final String OUTCOMES_OVER_TIME = "outcomes-over-time";
  public static final String OFFERED_OVER_TIME = "offered-over-time";
  public static final String ERRORS_BY_PHASE_OVER_TIME = "errors-by-phase-over-time";
  public static final String ERRORS_OVER_TIME = "errors-over-time";
  public static final String RESPONSE_OVER_TIME = "response-over-time";
  public static final String SOURCES_OVER_TIME = "sources-over-time";
  public static final String LAG_OVER_TIME = "replication-lag-over-time";
  public static final String UP_OVER_TIME = "up-over-time";
  public static final String GATLING_UP = "gatling-up";
  public static final String FIRST_SOURCES = "first-sources";
  public static final String SEND_DELAY_BUCKETS = "send-delay-buckets";
  public static final String CONTROL_BUCKETS = "control-buckets";
  public static final String SERVICE_CPU_OVER_TIME = "service-cpu-over-time";
  public static final String ANSWERS_OVER_TIME = "answers-by-instance-over-time";
  public static final String BREAKERS_OVER_TIME = "breakers-over-time";
  public static final String WRITERS_OVER_TIME = "writers-over-time";
  public static final String FSYNC = "fsync-p99";

  private Queries() {}

  /** Queries of a run with load; {@code seconds} is how far back its first sample may be. */
  static List<Query> withLoad(String run, long seconds) {
    String load = measured(run);
    return List.of(
        last(REQUESTS, "client_requests_total", run, seconds),
        last(ERRORS, "client_errors_total", run, seconds),
        last(OFFERED, "client_offered_total", run, seconds),
        last(DROPPED, "client_dropped_total", run, seconds),
        last(SOURCES, "client_redirect_source_total", run, seconds),
        last(FIRST_SOURCES, "client_first_redirect_source_total", run, seconds),
        last(SEND_DELAY_BUCKETS, "client_send_delay_seconds_bucket", run, seconds),
        last(CONTROL_BUCKETS, "client_control_time_seconds_bucket", run, seconds),
        last(TIERS, "client_tier_requests_total", run, seconds),
        last(RESPONSE_BUCKETS, "client_response_time_seconds_bucket", run, seconds),
        last(RESPONSE_MAX, "client_response_time_max_seconds", run, seconds),
        last(SERVICE_BUCKETS, "client_service_time_seconds_bucket", run, seconds),
        last(SERVICE_MAX, "client_service_time_max_seconds", run, seconds),
        Query.range(REQUESTS_OVER_TIME, "sum by (stream) (client_requests_total" + load + ")"),
        Query.range(OUTCOMES_OVER_TIME, outcomes(run)),
        Query.range(OFFERED_OVER_TIME, "sum(client_offered_total" + load + ")"),
        Query.range(
            ERRORS_BY_PHASE_OVER_TIME,
            "sum by (phase) (client_requests_total{run=\"" + run + "\",outcome=\"error\"})"),
        Query.range(ERRORS_OVER_TIME, "sum by (reason) (client_errors_total" + load + ")"),
        Query.range(RESPONSE_OVER_TIME, responses(run)),
        Query.range(
            SOURCES_OVER_TIME, "sum by (source) (client_redirect_source_total" + load + ")"),
        Query.range(GATLING_UP, generatorUp()));
  }

  /** Measured requests of a run so far, by outcome. */
  public static String outcomes(String run) {
    return "sum by (outcome) (client_requests_total" + measured(run) + ")";
  }

  /** Response times of a run so far, by bucket. */
  public static String responses(String run) {
    return "sum by (le) (client_response_time_seconds_bucket" + measured(run) + ")";
  }

  /** Whether the generator was scraped. */
  public static String generatorUp() {
    // The window keeps Prometheus' five-minute look-back from papering over its own absence.
    return "max_over_time(up{job=\"gatling\"}[2s])";
  }

  private static String measured(String run) {
    return "{run=\"" + run + "\",phase!=\"warmup\"}";
  }

  /** Queries about the system itself; {@code seconds} is the length of the run. */
  static List<Query> always(long seconds) {
    return List.of(
        Query.range(SERVICE_CPU_OVER_TIME, "process_cpu_seconds_total{job=\"shortener\"}"),
        Query.range(
            ANSWERS_OVER_TIME,
            "sum by (instance, http_request_method, http_response_status_code)"
                + " (http_server_request_duration_seconds_count{job=\"shortener\"})"),
        Query.range(WRITERS_OVER_TIME, "haproxy_server_status{proxy=\"writes\",state=\"UP\"}"),
        Query.range(BREAKERS_OVER_TIME, "shortener_breaker_open{job=\"shortener\"}"),
        Query.instant(
            FSYNC,
            "histogram_quantile(0.99, sum by (le)"
                + " (increase(etcd_disk_wal_fsync_duration_seconds_bucket["
                + seconds
                + "s])))"),
        Query.range(
            LAG_OVER_TIME,
            "clamp_min(scalar(max(patroni_xlog_location))"
                + " - (patroni_xlog_replayed_location > 0), 0)"),
        Query.range(
            UP_OVER_TIME, "max_over_time(up{job=~\"shortener|patroni|etcd|haproxy|redis\"}[3s])"));
  }

  private static Query last(String id, String metric, String run, long seconds) {
    // last_over_time ignores the staleness mark that Prometheus sets when Gatling has ended.
    return Query.instant(
        id, "last_over_time(" + metric + "{run=\"" + run + "\"}[" + seconds + "s])");
  }
}

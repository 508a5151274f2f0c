package dev.labctl.spec;

import java.util.List;

/**
 * A cluster file ({@code clusters/*.yaml}), defaults filled in.
 *
 * @param nodes addresses of the three nodes, in order; loopback for {@code local}
 * @param edge address of what no fault may touch: HAProxy, Prometheus, Alertmanager, Gatling
 */
public record ClusterSpec(
    String name,
    String provider,
    String source,
    List<String> nodes,
    String edge,
    Ports ports,
    Shortener shortener,
    Postgres postgres) {
  /** Node addresses when the file does not say. */
  public static final List<String> DEFAULT_NODES =
      List.of("127.0.10.1", "127.0.10.2", "127.0.10.3");

  /** The edge's address when the file does not say. */
  public static final String DEFAULT_EDGE = "127.0.10.10";

  public ClusterSpec {
    nodes = List.copyOf(nodes);
  }

  /** TCP ports, all below 32768, the start of the ephemeral range. */
  public record Ports(
      int etcdClient,
      int etcdPeer,
      int patroni,
      int postgres,
      int redis,
      int sentinel,
      int shortener,
      int shortenerAdmin,
      int entry,
      int haproxyMetrics,
      int prometheus,
      int alertmanager,
      int gatling,
      int labctl) {
    /** The ports when the file does not say: each program's usual one. */
    public static final Ports DEFAULT =
        new Ports(
            2379, 2380, 8008, 5432, 6379, 26379, 8080, 9080, 8080, 8404, 9090, 9093, 9400, 9401);
  }

  /**
   * The system under test.
   *
   * @param jar path of its jar, relative to the project's root; libraries are in {@code lib/}
   *     beside it
   * @param heapMegabytes its maximum heap
   */
  public record Shortener(String jar, int heapMegabytes) {
    /** The shortener when the file does not say. */
    public static final Shortener DEFAULT =
        new Shortener("service/target/shortener-0.1.0.jar", 192);
  }

  /**
   * Patroni's and Postgres' settings.
   *
   * @param synchronousStrict no write is acknowledged without a standby, even when none is left
   */
  public record Postgres(
      int ttlSeconds, int loopWaitSeconds, int retryTimeoutSeconds, boolean synchronousStrict) {
    /**
     * The settings when the file does not say. Patroni's ttl has a floor of 20 s, and loop_wait + 2
     * x retry_timeout must fit in it.
     */
    public static final Postgres DEFAULT = new Postgres(20, 2, 5, false);
  }
}

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
      int labctl) {}

  /**
   * The system under test.
   *
   * @param jar path of its jar, relative to the project's root; libraries are in {@code lib/}
   *     beside it
   * @param heapMegabytes its maximum heap
   */
  public record Shortener(String jar, int heapMegabytes) {}

  /**
   * Patroni's and Postgres' settings.
   *
   * @param synchronousStrict no write is acknowledged without a standby, even when none is left
   */
  public record Postgres(
      int ttlSeconds, int loopWaitSeconds, int retryTimeoutSeconds, boolean synchronousStrict) {}
}

package dev.labctl.spec;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster file ({@code clusters/*.yaml}), defaults filled in.
 *
 * @param nodes addresses of the three nodes, in order: loopback for {@code local}, in the Docker
 *     network's subnet for {@code k3s-docker}
 * @param edge address of what no fault may touch: HAProxy, Prometheus, Alertmanager, Gatling
 * @param k3s what only {@code k3s-docker} has; null elsewhere
 */
public record ClusterSpec(
    String name,
    String provider,
    String source,
    List<String> nodes,
    String edge,
    Ports ports,
    Shortener shortener,
    Postgres postgres,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable K3s k3s) {
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

  /**
   * A K3s cluster of Docker containers.
   *
   * @param image K3s', with its version
   * @param subnet of the Docker network, a /24: the gateway (this machine) is .1, the edge .10, the
   *     nodes .11, .12 and .13
   * @param publish loopback address on which the edge is reached from this machine; servers are
   *     reached on .1, .2 and .3 of the same /24
   * @param services a /24 of K3s' service addresses (10.43.0.0/16) for the members' own Services
   * @param nodePorts first of the hundred ports on which the edge reaches the members
   */
  public record K3s(String image, String subnet, String publish, String services, int nodePorts) {
    /** What the file does not say. */
    public static final K3s DEFAULT =
        new K3s(
            "rancher/k3s:v1.34.4-k3s1", "172.31.110.0/24", "127.0.11.10", "10.43.110.0/24", 31_000);

    /** Addresses of the three server nodes. */
    public List<String> nodes() {
      return IntStream.rangeClosed(11, 13).mapToObj(n -> in(subnet, n)).toList();
    }

    /** The edge's address. */
    public String edge() {
      return in(subnet, 10);
    }

    /** This machine's address in the Docker network. */
    public String gateway() {
      return in(subnet, 1);
    }

    /** The loopback address on which server 1, 2 or 3 is published. */
    public String publishedServer(int server) {
      return in(publish, server);
    }

    /** An address of the block for the members' Services. */
    public String service(int last) {
      return in(services, last);
    }

    private static String in(String block, int last) {
      return block.substring(0, block.lastIndexOf('.') + 1) + last;
    }
  }
}

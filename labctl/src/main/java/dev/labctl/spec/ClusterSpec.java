package dev.labctl.spec;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster file ({@code clusters/*.yaml}), defaults filled in.
 *
 * @param nodes addresses of the three nodes, in order: loopback for {@code local}, in the Docker
 *     network's subnet for {@code k3s-docker}; for {@code kubeconfig} their names, or none
 * @param edge address of what no fault may touch: HAProxy, Prometheus, Alertmanager, Gatling
 * @param k3s what only {@code k3s-docker} has; null elsewhere
 * @param kubeconfig what only {@code kubeconfig} has; null elsewhere
 * @param clicks the way of clicks; null for straight to Postgres
 * @param tracing where traces go; null for none
 */
public record ClusterSpec(
    String name,
    String provider,
    String source,
    List<String> nodes,
    String edge,
    Ports ports,
    ShortenerSettings shortener,
    PostgresSettings postgres,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable K3s k3s,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Kubeconfig kubeconfig,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Clicks clicks,
    @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Tracing tracing) {
  /** Node addresses when the file does not say. */
  public static final List<String> DEFAULT_NODES =
      List.of("127.0.10.1", "127.0.10.2", "127.0.10.3");

  /** The edge's address when the file does not say. */
  public static final String DEFAULT_EDGE = "127.0.10.10";

  public ClusterSpec {
    nodes = List.copyOf(nodes);
    clicks = clicks == Clicks.POSTGRES ? null : clicks;
  }

  /** The way of clicks from the instances to the database. */
  public enum Clicks {
    @JsonProperty("postgres")
    POSTGRES,
    @JsonProperty("kafka")
    KAFKA
  }

  /**
   * Where the shorteners send traces: to the lab's own Zipkin, or to a receiver elsewhere.
   *
   * @param endpoint of OTLP or Zipkin's, with its path; null for the lab's own
   */
  public record Tracing(@Nullable String endpoint) {
    /** The lab's own Zipkin. */
    public static final Tracing ZIPKIN = new Tracing(null);

    private static final String WORD = "zipkin";

    /** As a cluster file has it. */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    static Tracing read(Object value) {
      return value instanceof Map<?, ?> map
          ? new Tracing(String.valueOf(map.get("endpoint")))
          : ZIPKIN;
    }

    /** As a cluster file has it. */
    @JsonValue
    Object written() {
      return endpoint == null ? WORD : Map.of("endpoint", endpoint);
    }

    /**
     * What an instance has in its configuration for a known endpoint. A tenth of the requests shows
     * what a lab does, and costs its figures little; a caller's trace is always kept.
     */
    public String settings() {
      return "tracing: {endpoint: '%s', sample: 10%%}\n".formatted(endpoint);
    }
  }

  /** What every cluster of Kubernetes has; null on {@code local}. */
  public @Nullable Kubernetes kubernetes() {
    return k3s == null ? kubeconfig : k3s;
  }

  /** Where the lab is in a cluster of Kubernetes, and how it is reached. */
  public sealed interface Kubernetes {
    /** Where everything of the lab is. */
    String namespace();

    /** A /24 of the cluster's service addresses, for the members' own Services. */
    String services();

    /** First of the hundred ports on which the edge node reaches the members. */
    int nodePorts();

    /** The edge node's name in the cluster. */
    String edgeNode();

    /** The edge node's address, as this machine reaches its node ports. */
    String edgeAddress();

    /**
     * Whether what is on the edge has its usual ports at the edge's address, and not node ports.
     */
    boolean usualPorts();

    /**
     * Every address of the lab, in words. They are recorded with a lab at its first {@code up}, and
     * another text is another lab.
     */
    String addresses();

    /** An address of the block for the members' Services. */
    default String service(int last) {
      return K3s.in(services(), last);
    }
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
  public record ShortenerSettings(String jar, int heapMegabytes) {
    /** The shortener when the file does not say. */
    public static final ShortenerSettings DEFAULT =
        new ShortenerSettings("service/target/shortener-0.1.0.jar", 192);
  }

  /**
   * Patroni's and Postgres' settings.
   *
   * @param synchronousStrict no write is acknowledged without a standby, even when none is left
   */
  public record PostgresSettings(
      int ttlSeconds, int loopWaitSeconds, int retryTimeoutSeconds, boolean synchronousStrict) {
    /**
     * The settings when the file does not say. Patroni's ttl has a floor of 20 s, and loop_wait + 2
     * x retry_timeout must fit in it.
     */
    public static final PostgresSettings DEFAULT = new PostgresSettings(20, 2, 5, false);
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
  public record K3s(String image, String subnet, String publish, String services, int nodePorts)
      implements Kubernetes {
    /** What the file does not say. */
    public static final K3s DEFAULT =
        new K3s(
            "rancher/k3s:v1.34.4-k3s1", "172.31.110.0/24", "127.0.11.10", "10.43.110.0/24", 31_000);

    /** AddressValues of the three server nodes. */
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

    @Override
    public String namespace() {
      return "labctl";
    }

    @Override
    public String edgeNode() {
      return "edge";
    }

    @Override
    public String edgeAddress() {
      return publish;
    }

    /** The edge's container publishes them so. */
    @Override
    public boolean usualPorts() {
      return true;
    }

    @Override
    public String addresses() {
      return "%s published on %s, services %s, node ports from %d"
          .formatted(subnet, publish, services, nodePorts);
    }

    private static String in(String block, int last) {
      return block.substring(0, block.lastIndexOf('.') + 1) + last;
    }
  }

  /**
   * A cluster that exists, of which the lab has a namespace.
   *
   * @param file the kubeconfig: an absolute path, or one that begins with {@code ~/}
   * @param context which of its contexts; null for its current one
   * @param contexts those that may be used; another is refused
   * @param namespace made by labctl and used by it alone
   * @param nodes names of the three nodes that the members are on and that faults may touch; none
   *     for any but the edge, and no faults of nodes
   * @param images registry and prefix of the lab's images, such as {@code
   *     registry.example.org/labctl}
   * @param observer this machine's address as the cluster's pods reach it; null for the one from
   *     which it reaches the edge
   */
  public record Kubeconfig(
      String file,
      @Nullable String context,
      List<String> contexts,
      String namespace,
      List<String> nodes,
      Edge edge,
      String images,
      String services,
      int nodePorts,
      @Nullable String observer)
      implements Kubernetes {
    /** The file when the cluster file does not say. */
    public static final String DEFAULT_FILE = "~/.kube/config";

    /** The namespace when the cluster file does not say. */
    public static final String DEFAULT_NAMESPACE = "labctl";

    /** The first node port when the cluster file does not say. */
    public static final int DEFAULT_NODE_PORTS = 31_000;

    public Kubeconfig {
      contexts = List.copyOf(contexts);
      nodes = List.copyOf(nodes);
    }

    /**
     * The node of what no fault may touch.
     *
     * @param node its name in Kubernetes
     * @param address at which this machine reaches its node ports
     */
    public record Edge(String node, String address) {}

    @Override
    public String edgeNode() {
      return edge.node();
    }

    @Override
    public String edgeAddress() {
      return edge.address();
    }

    @Override
    public boolean usualPorts() {
      return false;
    }

    @Override
    public String addresses() {
      return "namespace %s through %s, edge %s, services %s, node ports from %d"
          .formatted(namespace, file, edge.address(), services, nodePorts);
    }
  }
}

package dev.labctl.spec;

import dev.labctl.spec.ClusterSpec.Clicks;
import dev.labctl.spec.ClusterSpec.K3s;
import dev.labctl.spec.ClusterSpec.Kubeconfig;
import dev.labctl.spec.ClusterSpec.Ports;
import dev.labctl.spec.ClusterSpec.PostgresSettings;
import dev.labctl.spec.ClusterSpec.ShortenerSettings;
import dev.labctl.spec.ClusterSpec.Tracing;
import dev.labctl.yaml.AddressValues;
import dev.labctl.yaml.Decoder;
import dev.labctl.yaml.Fields;
import dev.labctl.yaml.InvalidValueException;
import dev.labctl.yaml.Problems;
import dev.labctl.yaml.Values;
import dev.labctl.yaml.YamlNode;
import dev.labctl.yaml.YamlParser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Reads a cluster file (clusters/*.yaml); every key but name and provider may be left out. */
public final class ClusterReader {
  private static final String GUIDE = "clusters/cluster.schema.json";
  private static final int NODES = 3;
  private static final String LOCAL = "local";
  private static final String KUBECONFIG = "kubeconfig";
  private static final String CLICKS = "clicks";
  private static final String TRACING = "tracing";
  private static final List<String> PROVIDERS = List.of(LOCAL, "k3s-docker", KUBECONFIG);

  /** Keys that mean nothing elsewhere; there, addresses follow from the subnet. */
  private static final List<String> LOCAL_KEYS = List.of("nodes", "edge", "ports");

  private static final List<String> K3S_KEYS =
      List.of("image", "subnet", "publish", "services", "nodePorts");

  private static final Pattern RECEIVER =
      Pattern.compile(
          "https?://([A-Za-z0-9.-]+|\\[[0-9A-Fa-f:.]+])(:[0-9]{1,5})?/[A-Za-z0-9._~/?&=%-]+");

  /** A hundred of Kubernetes' node ports. */
  static final Decoder<Integer> NODE_PORTS = Values.integer(30_000, 32_668);

  /** Ports below the ephemeral range, in which the kernel gives a port to anybody. */
  private static final Decoder<Integer> PORT = Values.integer(1024, 32767);

  /**
   * Reads a file; the path is quoted in messages as {@code source}.
   *
   * @throws dev.labctl.exit.LabctlException (usage) naming file, line and column of each problem
   */
  public ClusterSpec read(Path file, String source) {
    return parse(YamlParser.load(file, source), source);
  }

  /** Reads a text; {@code source} is the file's name for messages. */
  ClusterSpec parse(String yaml, String source) {
    Problems problems = new Problems(source, GUIDE);
    Optional<ClusterSpec> spec =
        YamlParser.parse(yaml, problems).map(root -> cluster(root, problems, source));
    problems.throwIfAny();
    return spec.orElseThrow();
  }

  private static ClusterSpec cluster(YamlNode root, Problems problems, String source) {
    Fields top =
        Fields.of(
            root,
            "a cluster",
            problems,
            "apiVersion",
            "kind",
            "metadata",
            "provider",
            "nodes",
            "edge",
            "ports",
            "shortener",
            "postgres",
            CLICKS,
            TRACING,
            "image",
            "subnet",
            "publish",
            "services",
            "nodePorts",
            KUBECONFIG);
    top.required("apiVersion", Values.word(List.of("labctl/v1")));
    top.required("kind", Values.word(List.of("Cluster")));
    Optional<String> name =
        top.required("metadata", n -> Fields.of(n, "'metadata'", problems, "name"))
            .flatMap(m -> m.required("name", Values::name));
    String provider = top.required("provider", Values.word(PROVIDERS)).orElse(LOCAL);
    Stream.of(LOCAL_KEYS, K3S_KEYS, List.of(KUBECONFIG))
        .filter(keys -> !keys.equals(keysOf(provider)))
        .flatMap(List::stream)
        .filter(top::has)
        .forEach(
            key ->
                problems.add(
                    top.at(key), "'%s' is no key of provider %s".formatted(key, provider)));
    ShortenerSettings shortener =
        top.optional("shortener", n -> shortener(n, problems)).orElse(ShortenerSettings.DEFAULT);
    PostgresSettings postgres =
        top.optional("postgres", n -> postgres(n, problems)).orElse(PostgresSettings.DEFAULT);
    Clicks clicks =
        top.optional(CLICKS, Values.word(List.of("postgres", "kafka")))
            .map(word -> word.equals("kafka") ? Clicks.KAFKA : Clicks.POSTGRES)
            .orElse(Clicks.POSTGRES);
    Tracing tracing =
        top.optional(TRACING, n -> tracing(n, problems)).flatMap(Function.identity()).orElse(null);
    if (provider.equals(KUBECONFIG)) {
      Kubeconfig given = KubeconfigReader.read(top, problems);
      return new ClusterSpec(
          name.orElse(""),
          provider,
          source,
          given.nodes(),
          given.edge().address(),
          Ports.DEFAULT,
          shortener,
          postgres,
          null,
          given,
          clicks,
          tracing);
    }
    if (!provider.equals(LOCAL)) {
      K3s k3s = k3s(top, problems);
      return new ClusterSpec(
          name.orElse(""),
          provider,
          source,
          k3s.nodes(),
          k3s.edge(),
          Ports.DEFAULT,
          shortener,
          postgres,
          k3s,
          null,
          clicks,
          tracing);
    }
    List<String> nodes = nodes(top, problems);
    String edge = top.optional("edge", AddressValues.LOOPBACK).orElse(ClusterSpec.DEFAULT_EDGE);
    if (nodes.contains(edge)) {
      problems.add(top.at("edge"), "'edge' is %s, a node's; must be its own".formatted(edge));
    }
    return new ClusterSpec(
        name.orElse(""),
        provider,
        source,
        nodes,
        edge,
        top.optional("ports", n -> ports(n, problems)).orElse(Ports.DEFAULT),
        shortener,
        postgres,
        null,
        null,
        clicks,
        tracing);
  }

  /** Empty for none. */
  private static Optional<Tracing> tracing(YamlNode node, Problems problems)
      throws InvalidValueException {
    return switch (node) {
      case YamlNode.Mapping _ ->
          Fields.of(node, "'tracing'", problems, "endpoint")
              .required("endpoint", ClusterReader::receiver)
              .map(Tracing::new);
      case YamlNode.Scalar s when s.text().equals("zipkin") -> Optional.of(Tracing.ZIPKIN);
      case YamlNode.Scalar s when s.text().equals("none") -> Optional.empty();
      default -> throw InvalidValueException.mustBe(node, "none, zipkin or {endpoint: URL}");
    };
  }

  private static String receiver(YamlNode node) throws InvalidValueException {
    String text = Values.text(node);
    if (RECEIVER.matcher(text).matches()) {
      return text;
    }
    throw InvalidValueException.mustBe(
        node,
        "a URL with its path and without a password, such as http://127.0.0.1:4318/v1/traces for"
            + " OTLP or http://127.0.0.1:9411/api/v2/spans for Zipkin");
  }

  private static List<String> keysOf(String provider) {
    return switch (provider) {
      case LOCAL -> LOCAL_KEYS;
      case KUBECONFIG -> List.of(KUBECONFIG);
      default -> K3S_KEYS;
    };
  }

  private static K3s k3s(Fields top, Problems problems) {
    K3s d = K3s.DEFAULT;
    K3s k3s =
        new K3s(
            top.optional("image", ClusterReader::image).orElse(d.image()),
            top.optional("subnet", AddressValues.PRIVATE_24).orElse(d.subnet()),
            top.optional("publish", AddressValues.LOOPBACK).orElse(d.publish()),
            top.optional("services", AddressValues.SERVICES_24).orElse(d.services()),
            top.optional("nodePorts", NODE_PORTS).orElse(d.nodePorts()));
    for (int server = 1; server <= NODES; server++) {
      if (k3s.publishedServer(server).equals(k3s.publish())) {
        problems.add(
            top.at("publish"),
            "'publish' is %s, where server %d is reached; must not end in .1, .2 or .3"
                .formatted(k3s.publish(), server));
      }
    }
    return k3s;
  }

  private static String image(YamlNode node) throws InvalidValueException {
    String text = Values.text(node);
    if (text.matches("[a-z0-9][a-z0-9._/:-]*:[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")) {
      return text;
    }
    throw InvalidValueException.mustBe(node, "an image with a tag, such as " + K3s.DEFAULT.image());
  }

  private static List<String> nodes(Fields top, Problems problems) {
    if (!top.has("nodes")) {
      return ClusterSpec.DEFAULT_NODES;
    }
    List<String> nodes = new ArrayList<>();
    for (YamlNode n : top.items("nodes")) {
      try {
        nodes.add(AddressValues.LOOPBACK.decode(n));
      } catch (InvalidValueException e) {
        problems.add(e.at(), "a node " + e.problem());
      }
    }
    if (Set.copyOf(nodes).size() != NODES || nodes.size() != NODES) {
      problems.add(
          top.at("nodes"),
          "'nodes' has %d different addresses in %d; must be %d, all different"
              .formatted(Set.copyOf(nodes).size(), nodes.size(), NODES));
    }
    return nodes;
  }

  private static Ports ports(YamlNode node, Problems problems) {
    Fields f =
        Fields.of(
            node,
            "'ports'",
            problems,
            "etcdClient",
            "etcdPeer",
            "patroni",
            "postgres",
            "redis",
            "sentinel",
            "shortener",
            "shortenerAdmin",
            "entry",
            "haproxyMetrics",
            "prometheus",
            "alertmanager",
            "gatling",
            "labctl");
    Ports d = Ports.DEFAULT;
    Set<Integer> node1 = new HashSet<>();
    Set<Integer> edge = new HashSet<>();
    return new Ports(
        port(f, "etcdClient", d.etcdClient(), node1, problems),
        port(f, "etcdPeer", d.etcdPeer(), node1, problems),
        port(f, "patroni", d.patroni(), node1, problems),
        port(f, "postgres", d.postgres(), node1, problems),
        port(f, "redis", d.redis(), node1, problems),
        port(f, "sentinel", d.sentinel(), node1, problems),
        port(f, "shortener", d.shortener(), node1, problems),
        port(f, "shortenerAdmin", d.shortenerAdmin(), node1, problems),
        port(f, "entry", d.entry(), edge, problems),
        port(f, "haproxyMetrics", d.haproxyMetrics(), edge, problems),
        port(f, "prometheus", d.prometheus(), edge, problems),
        port(f, "alertmanager", d.alertmanager(), edge, problems),
        port(f, "gatling", d.gatling(), edge, problems),
        port(f, "labctl", d.labctl(), edge, problems));
  }

  private static int port(
      Fields f, String key, int standard, Set<Integer> taken, Problems problems) {
    int port = f.optional(key, PORT).orElse(standard);
    if (!taken.add(port)) {
      problems.add(
          f.at(key),
          "'%s' is %d, another's port on the same address; must be its own".formatted(key, port));
    }
    return port;
  }

  private static ShortenerSettings shortener(YamlNode node, Problems problems) {
    Fields f = Fields.of(node, "'shortener'", problems, "jar", "heapMegabytes");
    return new ShortenerSettings(
        f.optional("jar", Values::text).orElse(ShortenerSettings.DEFAULT.jar()),
        f.optional("heapMegabytes", Values.integer(64, 4096))
            .orElse(ShortenerSettings.DEFAULT.heapMegabytes()));
  }

  private static PostgresSettings postgres(YamlNode node, Problems problems) {
    Fields f =
        Fields.of(
            node,
            "'postgres'",
            problems,
            "ttlSeconds",
            "loopWaitSeconds",
            "retryTimeoutSeconds",
            "synchronousStrict");
    PostgresSettings d = PostgresSettings.DEFAULT;
    int ttl = f.optional("ttlSeconds", Values.integer(20, 300)).orElse(d.ttlSeconds());
    int loop = f.optional("loopWaitSeconds", Values.integer(1, 60)).orElse(d.loopWaitSeconds());
    int retry =
        f.optional("retryTimeoutSeconds", Values.integer(3, 60)).orElse(d.retryTimeoutSeconds());
    if (loop + 2 * retry > ttl) {
      problems.add(
          f.at("ttlSeconds"),
          "'ttlSeconds' is %d; must be at least loopWaitSeconds + 2 x retryTimeoutSeconds, %d"
              .formatted(ttl, loop + 2 * retry));
    }
    return new PostgresSettings(
        ttl,
        loop,
        retry,
        f.optional("synchronousStrict", Values::flag).orElse(d.synchronousStrict()));
  }
}

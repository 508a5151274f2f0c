package dev.labctl.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterReaderTest {
  private static final String HEAD =
      """
      apiVersion: labctl/v1
      kind: Cluster
      metadata: {name: two}
      provider: local
      """;

  private static final String K3S = HEAD.replace("provider: local", "provider: k3s-docker");

  private static final String GIVEN =
      HEAD.replace("provider: local", "provider: kubeconfig")
          + "kubeconfig: {contexts: [lab], nodes: [a, b, c], edge: {node: d, address: 10.1.2.4},"
          + " images: r.example/lab, services: 10.96.7.0/24}\n";

  private final ClusterReader reader = new ClusterReader();

  @Test
  void fillsInWhatTheFileLeavesOut() {
    ClusterSpec spec = reader.parse(HEAD, "clusters/two.yaml");

    assertThat(spec)
        .isEqualTo(
            new ClusterSpec(
                "two",
                "local",
                "clusters/two.yaml",
                ClusterSpec.DEFAULT_NODES,
                ClusterSpec.DEFAULT_EDGE,
                ClusterSpec.Ports.DEFAULT,
                ClusterSpec.ShortenerSettings.DEFAULT,
                ClusterSpec.PostgresSettings.DEFAULT,
                null,
                null,
                null,
                null));
  }

  @Test
  void clicksGoThroughKafkaWhereThatIsAskedFor() {
    assertThat(reader.parse(HEAD + "clicks: kafka\n", "x.yaml").clicks())
        .isEqualTo(ClusterSpec.Clicks.KAFKA);
    assertThat(reader.parse(HEAD + "clicks: postgres\n", "x.yaml"))
        .isEqualTo(reader.parse(HEAD, "x.yaml"));
    assertThat(reader.parse(K3S + "clicks: kafka\n", "x.yaml").clicks())
        .isEqualTo(ClusterSpec.Clicks.KAFKA);
    assertThat(reader.parse(GIVEN + "clicks: kafka\n", "x.yaml").clicks())
        .isEqualTo(ClusterSpec.Clicks.KAFKA);
  }

  @Test
  void tracesGoNowhereToTheLabsOwnZipkinOrElsewhere() {
    assertThat(reader.parse(HEAD + "tracing: none\n", "x.yaml"))
        .isEqualTo(reader.parse(HEAD, "x.yaml"));
    assertThat(reader.parse(K3S + "tracing: zipkin\n", "x.yaml").tracing())
        .isEqualTo(ClusterSpec.Tracing.ZIPKIN);
    for (String url :
        List.of(
            "http://127.0.0.1:4318/v1/traces",
            "https://[::1]:9411/api/v2/spans",
            "https://collector.example/otlp/v1/traces?key=1")) {
      assertThat(reader.parse(HEAD + "tracing: {endpoint: '" + url + "'}\n", "x.yaml").tracing())
          .isEqualTo(new ClusterSpec.Tracing(url));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "yes",
        "[zipkin]",
        "{}",
        "{endpoint: zipkin}",
        "{endpoint: 'http://127.0.0.1:9411'}",
        "{endpoint: 'ftp://127.0.0.1/v1/traces'}",
        "{endpoint: 'http://user:secret@127.0.0.1/v1/traces'}",
        "{endpoint: 'http://127.0.0.1/v1/traces', sample: 1}"
      })
  void whereTracesCannotGoIsRefusedWithItsPlace(String value) {
    assertThatThrownBy(() -> reader.parse(HEAD + "tracing: " + value + "\n", "x.yaml"))
        .isInstanceOf(LabctlException.class)
        .hasMessageContaining("x.yaml:5:");
  }

  @Test
  void tracingIsStoredAsItWasWritten() {
    for (String value : List.of("zipkin", "{endpoint: 'http://127.0.0.1:4318/v1/traces'}")) {
      ClusterSpec spec = reader.parse(HEAD + "tracing: " + value + "\n", "x.yaml");
      String json = Json.lines().writeValueAsString(spec);

      assertThat(Json.lines().readValue(json, ClusterSpec.class)).isEqualTo(spec);
    }
    assertThat(Json.lines().writeValueAsString(reader.parse(HEAD, "x.yaml")))
        .doesNotContain("tracing");
  }

  @Test
  void readsAnotherBlockAndPorts() {
    ClusterSpec spec =
        reader.parse(
            HEAD
                + """
                nodes: [127.0.20.1, 127.0.20.2, 127.0.20.3]
                edge: 127.0.20.10
                ports: {entry: 8081, postgres: 5433}
                shortener: {heapMegabytes: 128}
                postgres: {ttlSeconds: 30, synchronousStrict: true}
                """,
            "x.yaml");

    assertThat(spec.nodes()).isEqualTo(List.of("127.0.20.1", "127.0.20.2", "127.0.20.3"));
    assertThat(spec.ports().entry()).isEqualTo(8081);
    assertThat(spec.ports().postgres()).isEqualTo(5433);
    assertThat(spec.ports().redis()).isEqualTo(6379);
    assertThat(spec.shortener().jar()).isEqualTo(ClusterSpec.ShortenerSettings.DEFAULT.jar());
    assertThat(spec.postgres()).isEqualTo(new ClusterSpec.PostgresSettings(30, 2, 5, true));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          nodes: [127.0.10.1, 127.0.10.1, 127.0.10.3] | 5:8: 'nodes' has 2 different addresses in 3; must be 3, all different
          nodes: [127.0.10.1, 127.0.10.2] | 'nodes' has 2 different addresses in 2; must be 3
          nodes: [10.0.0.1, 127.0.10.2, 127.0.10.3] | 5:9: a node is '10.0.0.1'; must be a loopback address
          edge: 127.0.10.2 | 'edge' is 127.0.10.2, a node's; must be its own
          clicks: redis | 5:9: 'clicks' is 'redis'; must be one of postgres, kafka
          ports: {entry: 40000} | 'entry' is '40000'; must be a whole number from 1024 to 32767
          ports: {etcdPeer: 2379} | 'etcdPeer' is 2379, another's port on the same address
          ports: {web: 80} | unknown key 'web' in 'ports'
          postgres: {ttlSeconds: 20, retryTimeoutSeconds: 10} | 'ttlSeconds' is 20; must be at least loopWaitSeconds + 2 x retryTimeoutSeconds, 22
          postgres: {ttlSeconds: 10} | must be a whole number from 20
          shortener: {heapMegabytes: 8} | must be a whole number from 64
          subnet: 172.31.110.0/24 | 5:9: 'subnet' is no key of provider local
          """)
  void refuses(String yaml, String message) {
    assertThatThrownBy(() -> reader.parse(HEAD + yaml, "clusters/two.yaml"))
        .isInstanceOf(LabctlException.class)
        .hasMessageStartingWith("clusters/two.yaml:5:")
        .hasMessageContaining(message);
  }

  @Test
  void derivesTheAddressesOfAK3sClusterFromItsBlocks() {
    ClusterSpec spec =
        reader.parse(
            K3S
                + """
                subnet: 10.9.8.0/24
                publish: 127.0.30.10
                services: 10.43.7.0/24
                nodePorts: 32000
                """,
            "x.yaml");

    assertThat(spec.nodes()).containsExactly("10.9.8.11", "10.9.8.12", "10.9.8.13");
    assertThat(spec.edge()).isEqualTo("10.9.8.10");
    ClusterSpec.K3s k3s = spec.k3s();
    assertThat(k3s).isNotNull();
    assertThat(k3s.gateway()).isEqualTo("10.9.8.1");
    assertThat(k3s.publishedServer(2)).isEqualTo("127.0.30.2");
    assertThat(k3s.service(11)).isEqualTo("10.43.7.11");
    assertThat(k3s.image()).isEqualTo(ClusterSpec.K3s.DEFAULT.image());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          subnet: 8.8.8.0/24 | 'subnet' is '8.8.8.0/24'; must be a private /24
          subnet: 172.31.110.0/16 | must be a private /24
          publish: 172.31.110.1 | must be a loopback address
          publish: 127.0.11.2 | 'publish' is 127.0.11.2, where server 2 is reached; must not end in .1, .2 or .3
          services: 10.43.0.0/24 | must be a /24 of K3s' 10.43.0.0/16 but its first
          nodePorts: 32700 | must be a whole number from 30000 to 32668
          image: rancher/k3s | must be an image with a tag
          edge: 127.0.10.10 | 'edge' is no key of provider k3s-docker
          """)
  void refusesOfAK3sCluster(String yaml, String message) {
    assertThatThrownBy(() -> reader.parse(K3S + yaml, "clusters/two.yaml"))
        .isInstanceOf(LabctlException.class)
        .hasMessageStartingWith("clusters/two.yaml:5:")
        .hasMessageContaining(message);
  }

  @Test
  void readsAClusterThatExists() {
    ClusterSpec spec = reader.parse(GIVEN, "x.yaml");

    assertThat(spec.nodes()).containsExactly("a", "b", "c");
    ClusterSpec.Kubeconfig given = spec.kubeconfig();
    assertThat(given).isNotNull();
    assertThat(given.namespace()).isEqualTo("labctl");
    assertThat(given.file()).isEqualTo("~/.kube/config");
    assertThat(given.contexts()).containsExactly("lab");
    assertThat(given.service(11)).isEqualTo("10.96.7.11");
    assertThat(spec.kubernetes()).isSameAs(given);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          contexts: [lab] | contexts: [] | 'contexts' names none; must name each context that may be used
          contexts: [lab] | contexts: [lab], context: other | 'context' is 'other'; must be one of 'contexts': [lab]
          nodes: [a, b, c] | nodes: [a, b] | 'nodes' has 2 different names in 2; must be 3, all different, or be left out
          nodes: [a, b, c] | nodes: [a, b, d] | 'nodes' has d, the edge's node; must be others
          nodes: [a, b, c] | nodes: [a, b, C_] | an item of 'nodes' is 'C_'; must be a Kubernetes name
          nodes: [a, b, c] | namespace: kube-system | 'namespace' is 'kube-system'; must be a namespace of its own
          nodes: [a, b, c] | file: config | 'file' is 'config'; must be an absolute path
          nodes: [a, b, c] | observer: me | 'observer' is 'me'; must be an IPv4 address
          images: r.example/lab | images: lab | 'images' is 'lab'; must be a registry and a prefix
          edge: {node: d, address: 10.1.2.4} | edge: {node: d} | 'address' is missing; must be given
          services: 10.96.7.0/24 | services: 8.8.8.0/24 | 'services' is '8.8.8.0/24'; must be a /24 of the cluster's service addresses
          """)
  void refusesOfAClusterThatExists(String right, String wrong, String message) {
    assertThatThrownBy(() -> reader.parse(GIVEN.replace(right, wrong), "clusters/two.yaml"))
        .isInstanceOf(LabctlException.class)
        .hasMessageStartingWith("clusters/two.yaml:5:")
        .hasMessageContaining(message);
  }

  @Test
  void refusesAMissingOrMisplacedKubeconfig() {
    assertThatThrownBy(
            () -> reader.parse(HEAD.replace("provider: local", "provider: kubeconfig"), "x.yaml"))
        .hasMessageContaining("'kubeconfig' is missing; must be given");
    assertThatThrownBy(
            () -> reader.parse(GIVEN.replace("provider: kubeconfig", "provider: local"), "x.yaml"))
        .hasMessageContaining("'kubeconfig' is no key of provider local");
  }

  @Test
  void refusesAnUnknownProvider() {
    assertThatThrownBy(() -> reader.parse(HEAD.replace("local", "cloud"), "x.yaml"))
        .hasMessageContaining(
            "x.yaml:4:11: 'provider' is 'cloud'; must be one of local, k3s-docker, kubeconfig");
  }
}

package dev.labctl.platform.k3s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.lab.Finding;
import dev.labctl.lab.UsualComponents;
import dev.labctl.platform.k3s.FakeApi.Answer;
import dev.labctl.platform.k3s.image.DockerEngine;
import dev.labctl.platform.k3s.image.ImageBuilder;
import dev.labctl.spec.ClusterReader;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ClusterSpec.Kubeconfig;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a cluster that exists refuses is known before anything is made or written down. */
class GivenPreflightTest {
  private static final Owner OWNER = new Owner("given", "lab", false, "lab-1");

  /** A Service that the lab has made, with its name, address and node ports. */
  private static final String OURS =
      """
      {"metadata": {"name": "%s", "namespace": "lab", "labels": {"app.kubernetes.io/managed-by":
      "labctl", "labctl.dev/lab": "given", "labctl.dev/owner": "lab-1"}},
      "spec": {"clusterIP": "%s", "ports": [{"port": 1, "nodePort": %d}]}}
      """;

  private static final String OTHER =
      """
      {"metadata": {"name": "web", "namespace": "shop"},
      "spec": {"clusterIP": "10.43.111.22", "ports": [{"port": 80}]}}
      """;

  @TempDir private Path folder;
  private ClusterSpec spec;
  private Kubeconfig given;

  @BeforeEach
  void readClusterFile() throws IOException {
    Path file =
        Files.writeString(
            folder.resolve("given.yaml"),
            """
            apiVersion: labctl/v1
            kind: Cluster
            metadata: {name: given}
            provider: kubeconfig
            kubeconfig:
              contexts: [lab]
              namespace: lab
              edge: {node: edge, address: 127.0.0.9}
              images: registry.invalid/labctl
              services: 10.43.111.0/24
            """);
    spec = new ClusterReader().read(file, "given.yaml");
    given = (Kubeconfig) Objects.requireNonNull(spec.kubernetes());
  }

  @Test
  void whoMayNotMakeANamespaceIsToldBeforeAnythingIsMade() throws IOException {
    try (FakeApi api = new FakeApi(GivenPreflightTest::withoutTheRightToMakeNamespaces);
        ApiServers servers = new ApiServers(List.of(api.address()), FakeApi::credentials)) {
      assertThat(preflight(api, servers).inspect().getLast())
          .satisfies(
              finding -> {
                assertThat(finding.what()).isEqualTo("namespace lab");
                assertThat(finding.ok()).isFalse();
                assertThat(finding.actual())
                    .contains("refused to make the namespace lab", "not you");
                assertThat(finding.nextStep()).contains("may create namespaces");
              });
      assertThat(api.requests()).contains("POST /api/v1/namespaces");
    }
  }

  private static Answer withoutTheRightToMakeNamespaces(String request) {
    return switch (request) {
      case "GET /api/v1/nodes" ->
          new Answer(200, "{\"kind\": \"NodeList\", \"apiVersion\": \"v1\", \"items\": []}");
      case "GET /version" -> new Answer(200, "{\"gitVersion\": \"v1.34.4\"}");
      case "GET /api/v1/namespaces/lab" -> new Answer(404, "{}");
      case "POST /api/v1/namespaces" -> new Answer(403, "{\"message\": \"not you\"}");
      default -> throw new AssertionError(request);
    };
  }

  private GivenPreflight preflight(FakeApi api, ApiServers servers) {
    DockerEngine docker = new DockerEngine();
    return new GivenPreflight(
        spec,
        UsualComponents.OF_A_LAB,
        given,
        new KubeconfigFile(
            folder.resolve("config"),
            "lab",
            new ConfigBuilder(FakeApi.credentials())
                .withMasterUrl(api.address().toString())
                .build()),
        servers,
        OWNER,
        new RegistryImages(
            docker,
            new ImageBuilder(docker, folder, spec, UsualComponents.OF_A_LAB, "host"),
            given.images(),
            folder),
        InstantSource.system());
  }

  @Test
  void addressesThatWereNotMadeYetAreComparedAlsoWhenOneServiceIsOurs() throws IOException {
    assertThat(addresses(OURS.formatted("redis-1", "10.43.111.21", 31_021) + "," + OTHER))
        .singleElement()
        .satisfies(
            finding -> {
              assertThat(finding.ok()).isFalse();
              assertThat(finding.actual()).contains("the Service web of namespace shop");
            });
  }

  @Test
  void whatOursHaveIsNotAskedFor() throws IOException {
    assertThat(addresses(OURS.formatted("redis-1", "10.43.111.21", 31_021)))
        .singleElement()
        .satisfies(finding -> assertThat(finding.ok()).isTrue());
  }

  /** With these Services in the cluster; it takes any other. */
  private List<Finding> addresses(String services) throws IOException {
    try (FakeApi api =
            new FakeApi(
                request ->
                    request.startsWith("GET")
                        ? new Answer(
                            200,
                            "{\"kind\": \"ServiceList\", \"apiVersion\": \"v1\", \"items\": [%s]}"
                                .formatted(services))
                        : new Answer(
                            201,
                            "{\"kind\": \"Service\", \"apiVersion\": \"v1\", \"metadata\": {}}"));
        ApiServers servers = new ApiServers(List.of(api.address()), FakeApi::credentials)) {
      List<Finding> findings =
          new GivenAddresses(spec, UsualComponents.OF_A_LAB, given, servers, OWNER).look();
      // Nine members and what is on the edge, less the one that is there.
      assertThat(api.requests().stream().filter(r -> r.startsWith("POST")))
          .hasSize(findings.getFirst().ok() ? 9 : 0);
      return findings;
    }
  }
}

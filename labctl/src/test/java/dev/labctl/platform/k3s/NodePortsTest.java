package dev.labctl.platform.k3s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.platform.k3s.FakeApi.Answer;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Services whose node ports an API server says are taken. */
class NodePortsTest {
  private static final Owner OWNER = new Owner("lab", "labctl", false, "");
  private static final String PATH = "/api/v1/namespaces/labctl/services/haproxy-api";
  private static final Answer TAKEN =
      new Answer(
          422,
          """
          {"kind": "Status", "status": "Failure", "reason": "Invalid", "code": 422, "message":
           "Service \\"haproxy-api\\" is invalid: spec.ports[0].nodePort: Invalid value: 31064: provided port is already allocated"}
          """);

  @Test
  void aPortThatNobodyHasIsAskedForAgainOfTheNextServer() throws IOException {
    try (FakeApi forgetful = api(() -> TAKEN, "");
        FakeApi sound = api(NodePortsTest::stored, "");
        ApiServers servers =
            new ApiServers(List.of(forgetful.address(), sound.address()), FakeApi::credentials)) {
      assertThat(apply(servers, Duration.ofSeconds(20)))
          .containsExactly("Service haproxy-api created");

      assertThat(forgetful.requests()).filteredOn(("PATCH " + PATH)::equals).hasSize(1);
      assertThat(sound.requests()).filteredOn(("PATCH " + PATH)::equals).hasSize(1);
    }
  }

  @Test
  void aPortThatThisVeryServiceHasIsAskedForAgain() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (FakeApi api =
            api(
                () -> asked.getAndIncrement() < 2 ? TAKEN : stored(),
                service("labctl", "haproxy-api"));
        ApiServers servers = new ApiServers(List.of(api.address()), FakeApi::credentials)) {
      assertThat(apply(servers, Duration.ofSeconds(20))).hasSize(1);
      assertThat(asked).hasValue(3);
    }
  }

  @Test
  void aPortThatAnotherServiceHasIsRefusedAtOnceWithItsName() throws IOException {
    try (FakeApi api = api(() -> TAKEN, service("shop", "web"));
        ApiServers servers = new ApiServers(List.of(api.address()), FakeApi::credentials)) {
      assertThatThrownBy(() -> apply(servers, Duration.ofSeconds(20)))
          .hasMessageContaining("31064: provided port is already allocated")
          .hasMessageContaining("the Service shop/web has it");

      assertThat(api.requests()).filteredOn(("PATCH " + PATH)::equals).hasSize(1);
    }
  }

  @Test
  void aPortThatNobodyGetsIsGivenUpWithTheReason() throws IOException {
    try (FakeApi api = api(() -> TAKEN, "");
        ApiServers servers = new ApiServers(List.of(api.address()), FakeApi::credentials)) {
      assertThatThrownBy(() -> apply(servers, Duration.ZERO))
          .hasMessageContaining("31064")
          .hasMessageContaining("no other Service has the node port")
          .hasMessageContaining("by itself within about ten minutes");
    }
  }

  @Test
  void anyOtherRefusalIsNotAskedAgain() throws IOException {
    try (FakeApi api =
            api(() -> new Answer(422, "{\"message\":\"no such type\",\"code\":422}"), "");
        ApiServers servers = new ApiServers(List.of(api.address()), FakeApi::credentials)) {
      assertThatThrownBy(() -> apply(servers, Duration.ofSeconds(20)))
          .hasMessageContaining("no such type");

      assertThat(api.requests()).filteredOn(("PATCH " + PATH)::equals).hasSize(1);
    }
  }

  private static List<String> apply(ApiServers servers, Duration patience) {
    return new Applier(servers, OWNER, new NodePorts(servers, patience, Duration.ofMillis(10)))
        .apply(
            List.of(
                new YAMLMapper()
                    .readValue(service("labctl", "haproxy-api"), GenericKubernetesResource.class)),
            false);
  }

  private static Answer stored() {
    return new Answer(200, service("labctl", "haproxy-api"));
  }

  /** An API that has {@code services} and nothing else, and says {@code applied} to an apply. */
  private static FakeApi api(Supplier<Answer> applied, String services) throws IOException {
    return new FakeApi(
        request ->
            switch (request) {
              case "PATCH " + PATH -> applied.get();
              case "GET " + PATH -> new Answer(404, "{\"code\":404}");
              case "GET /api/v1/services" ->
                  new Answer(200, "{\"kind\":\"ServiceList\",\"items\":[" + services + "]}");
              default -> new Answer(200, "{\"kind\":\"List\",\"items\":[]}");
            });
  }

  private static String service(String namespace, String name) {
    return """
    {"apiVersion": "v1", "kind": "Service", "metadata": {"namespace": "%s", "name": "%s"},
     "spec": {"type": "NodePort", "ports": [{"port": 6443, "nodePort": 31064}]}}
    """
        .formatted(namespace, name);
  }
}

package dev.labctl.platform.k3s;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.LabComponents;
import dev.labctl.component.Components;
import dev.labctl.lab.Lab;
import dev.labctl.spec.ClusterReader;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ProjectFiles;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a lab on K3s has more with {@code tracing: zipkin}. */
class RenderedTracesTest {
  @TempDir private Path temp;
  private final Path root = ProjectFiles.root();
  private Components components;
  private Lab lab;
  private ObjectRenderer rendered;

  @BeforeEach
  void render() throws IOException {
    Path file = temp.resolve("traced.yaml");
    String usual = Files.readString(root.resolve("clusters/k3s-docker.yaml"));
    Files.writeString(file, usual + "\ntracing: zipkin\n");
    ClusterSpec spec = new ClusterReader().read(file, "traced.yaml");
    components = LabComponents.ALL.of(spec);
    Path state = temp.resolve("state");
    var nodes = new DockerNodes(spec, components, Objects.requireNonNull(spec.k3s()), state, root);
    lab = K3sLabs.of(spec, components, state, root, nodes, Placement.load(temp.resolve("none")));
    Map<String, String> images = new LinkedHashMap<>();
    components.all().stream()
        .flatMap(d -> d.pods().stream())
        .flatMap(p -> p.images().stream())
        .forEach(i -> images.put(i.name(), "docker.io/labctl/" + i.name() + ":0123456789ab"));
    rendered =
        new ObjectRenderer(lab, components, nodes.owner(), images, s -> "PASSWORD", k -> "KEYS");
  }

  private String object(String kind, String name) {
    return rendered.objects().stream()
        .filter(o -> o.getKind().equals(kind) && o.getMetadata().getName().equals(name))
        .findFirst()
        .map(YamlText::of)
        .orElse("none");
  }

  @Test
  void zipkinStandsOnTheEdgeBehindAFixedAddress() {
    assertThat(
            rendered.objects().stream()
                .filter(o -> o.getMetadata().getName().equals("zipkin"))
                .map(GenericKubernetesResource::getKind))
        .containsExactlyInAnyOrder("Deployment", "Service", "NetworkPolicy");
    assertThat(object("Service", "zipkin")).contains("10.43.110.60", "31094");
    assertThat(object("Deployment", "zipkin"))
        .contains("docker.io/labctl/zipkin:0123456789ab", "max-spans=30000", "-Xmx128m", "edge");
  }

  @Test
  void instancesSendToItAndPrometheusAsksIt() {
    String configs = rendered.configs().toString();

    assertThat(configs)
        .contains("tracing: {endpoint: 'http://10.43.110.60:9411/api/v2/spans', sample: 10%}")
        .contains("job_name: zipkin\n  metrics_path: /prometheus")
        .contains("regex: zipkin;zipkin", "alert: ZipkinDown");
  }

  @Test
  void thePageIsPublishedOnThisMachine() {
    var zipkin =
        lab.members().stream().filter(m -> m.name().equals("zipkin")).findFirst().orElseThrow();

    assertThat(lab.page(zipkin)).hasValue(URI.create("http://127.0.11.10:9411/zipkin/"));
    assertThat(new ClusterAddresses(lab.spec(), components).published()).containsEntry(9411, 31094);
    assertThat(new ClusterAddresses(lab.spec(), components).wanted())
        .containsEntry("10.43.110.60", List.of(31094));
  }
}

package dev.labctl.component.zipkin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.cli.LabComponents;
import dev.labctl.component.Components;
import dev.labctl.component.MemberValues;
import dev.labctl.component.Template;
import dev.labctl.lab.Endpoint;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.Node;
import dev.labctl.spec.ClusterReader;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ProjectFiles;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ZipkinTest {
  @TempDir private Path folder;

  private ClusterSpec spec(String tracing) throws IOException {
    Path file = folder.resolve("lab.yaml");
    String usual = Files.readString(ProjectFiles.root().resolve("clusters/local.yaml"));
    Files.writeString(file, usual + "tracing: " + tracing + "\n");
    return new ClusterReader().read(file, "lab.yaml");
  }

  private String settings(ClusterSpec spec) {
    Components components = LabComponents.ALL.of(spec);
    Node edge = new Node("edge", "127.0.10.10");
    URI none = URI.create("http://127.0.10.10");
    List<Member> members =
        components.all().stream()
            .filter(d -> d.component().onEdge())
            .map(d -> new Member(d.component().label(), d.component(), edge))
            .toList();
    Lab lab =
        new Lab(
            spec,
            folder,
            folder,
            List.of(),
            edge,
            members,
            (member, access) -> new Endpoint(edge.address(), 9411),
            none,
            none,
            none,
            edge.address());
    MemberValues values =
        new MemberValues(lab, components, m -> m.node().address(), secret -> "hidden");
    return components.all().stream()
        .map(d -> d.shortenerSettings(values))
        .collect(Collectors.joining());
  }

  @ParameterizedTest
  @CsvSource({"none,false", "zipkin,true", "'{endpoint: ''http://127.0.0.1:1/v1/traces''}',false"})
  void aLabHasItOnlyWhenItAsksForIt(String tracing, boolean has) throws IOException {
    Components components = LabComponents.ALL.of(spec(tracing));

    assertThat(components.all().stream().anyMatch(d -> d instanceof Zipkin)).isEqualTo(has);
    assertThat(components.extraMegabytes()).isEqualTo(has ? 280 : 0);
  }

  @Test
  void instancesSendToItOrElsewhereOrNowhere() throws IOException {
    assertThat(settings(spec("none"))).isEmpty();
    assertThat(settings(spec("zipkin")))
        .isEqualTo("tracing: {endpoint: 'http://127.0.10.10:9411/api/v2/spans', sample: 10%}\n");
    assertThat(settings(spec("{endpoint: 'http://127.0.0.1:4318/v1/traces'}")))
        .isEqualTo("tracing: {endpoint: 'http://127.0.0.1:4318/v1/traces', sample: 10%}\n");
  }

  @Test
  void theServersJarIsKnownAmongThoseThatComeAlong() {
    Path server = Path.of("lib/zipkin-server-3.5.1-slim.jar");

    assertThat(Zipkin.server(List.of(Path.of("lib/jspecify-1.0.1.jar"), server))).hasValue(server);
  }

  @Test
  void itsMemoryIsBoundedAndItListensOnTheLabsAddressAlone() {
    assertThat(Template.beside(Zipkin.class, "zipkin.run").text())
        .contains(
            "-Xmx${heapMegabytes}m",
            "-XX:+ExitOnOutOfMemoryError",
            "--zipkin.storage.mem.max-spans=${spans}",
            "ip=${bind}'");
  }
}

package dev.labctl.spec;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.labctl.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ProjectClustersTest {
  private static final Path CLUSTERS = ProjectFiles.root().resolve("clusters");

  static List<Path> files() throws IOException {
    try (var all = Files.list(CLUSTERS)) {
      return all.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
    }
  }

  private static String schema() throws IOException {
    return Files.readString(CLUSTERS.resolve("cluster.schema.json"));
  }

  @ParameterizedTest
  @MethodSource("files")
  void readAndFitTheSchema(Path file) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema());
    String yaml = Files.readString(file);

    assertThat(new ClusterReader().read(file, file.getFileName().toString()).name())
        .isEqualTo(file.getFileName().toString().replaceFirst("(\\.example)?\\.yaml$", ""));
    assertThat(schema.validate(yaml, InputFormat.YAML)).isEmpty();
    assertThat(schema.validate(yaml.replace("provider:", "providers:"), InputFormat.YAML))
        .isNotEmpty();
  }

  @Test
  void theSchemasDefaultsAreTheRecords() throws IOException {
    JsonNode properties = Json.lines().readTree(schema()).path("properties");

    assertThat(properties.at("/nodes/default").valueStream().map(JsonNode::asString))
        .containsExactlyElementsOf(ClusterSpec.DEFAULT_NODES);
    assertThat(properties.at("/edge/default").asString()).isEqualTo(ClusterSpec.DEFAULT_EDGE);
    sameDefaults(properties.at("/ports/properties"), ClusterSpec.Ports.DEFAULT);
    sameDefaults(properties.at("/shortener/properties"), ClusterSpec.ShortenerSettings.DEFAULT);
    sameDefaults(properties.at("/postgres/properties"), ClusterSpec.PostgresSettings.DEFAULT);
    Json.lines()
        .<JsonNode>valueToTree(ClusterSpec.K3s.DEFAULT)
        .properties()
        .forEach(
            p ->
                assertThat(properties.path(p.getKey()).path("default"))
                    .describedAs(p.getKey())
                    .isEqualTo(p.getValue()));
  }

  @Test
  void theSchemasDefaultsOfAGivenClusterAreTheRecords() throws IOException {
    JsonNode properties = Json.lines().readTree(schema()).at("/properties/kubeconfig/properties");

    assertThat(properties.at("/file/default").asString())
        .isEqualTo(ClusterSpec.Kubeconfig.DEFAULT_FILE);
    assertThat(properties.at("/namespace/default").asString())
        .isEqualTo(ClusterSpec.Kubeconfig.DEFAULT_NAMESPACE);
    assertThat(properties.at("/nodePorts/default").asInt())
        .isEqualTo(ClusterSpec.Kubeconfig.DEFAULT_NODE_PORTS);
  }

  private static void sameDefaults(JsonNode properties, Object record) {
    JsonNode values = Json.lines().valueToTree(record);

    assertThat(properties.propertyNames()).containsExactlyElementsOf(values.propertyNames());
    properties
        .properties()
        .forEach(
            p ->
                assertThat(p.getValue().path("default"))
                    .describedAs(p.getKey())
                    .isEqualTo(values.path(p.getKey())));
  }
}

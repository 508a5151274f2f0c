package dev.labctl.gatling;

import static com.networknt.schema.SpecificationVersion.DRAFT_2020_12;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class PlanReaderTest {
  private static final Path GOLDEN = Path.of("src/test/resources/golden-plan.json");
  private static final JsonMapper JSON = new JsonMapper();

  @TempDir Path folder;

  @Test
  void readsTheGoldenPlan() {
    LoadPlan plan = new PlanReader().read(GOLDEN);
    assertThat(plan.run()).isEqualTo("20261124-010203-viral");
    assertThat(plan.streams())
        .extracting(LoadPlan.Stream::name)
        .containsExactly("creates", "redirects", "spike");
    assertThat(plan.streams().get(1).tiers()).contains(new LoadPlan.Bucket(170, 0.3));
  }

  @Test
  void agreesWithTheSchemaOnTheGoldenPlan() throws IOException {
    assertThat(schema().validate(Files.readString(GOLDEN), InputFormat.JSON)).isEmpty();
  }

  static Stream<String> fields() throws IOException {
    return ((ObjectNode) JSON.readTree(Files.readString(GOLDEN))).propertyNames().stream();
  }

  @ParameterizedTest
  @MethodSource("fields")
  void hasNoOptionalFieldHereOrInTheSchema(String field) throws IOException {
    ObjectNode plan = (ObjectNode) JSON.readTree(Files.readString(GOLDEN));
    plan.remove(field);
    assertThat(schema().validate(plan)).isNotEmpty();
    assertThatThrownBy(() -> new PlanReader().read(write(plan.toString())))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(field);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"seed\": 42 | \"seed\": 42, \"sed\": 1 | sed",
        "\"startRate\": 50.0 | \"startRate\": -50.0 | startRate is -50.0",
        "\"toRate\": 80.0 | \"toRate\": -1 | toRate is -1.0",
        "\"seconds\": 60.0 | \"seconds\": 0 | seconds is 0.0",
        "\"operation\": \"create\" | \"operation\": \"delete\" | delete",
        "\"operation\": \"create\" | \"operation\": \"redirect\" | buckets",
        "\"metricsPort\": 9400 | \"metricsPort\": 70000 | metricsPort is 70000",
        "\"metricsPort\": 9400 | \"metricsPort\": null | metricsPort",
        "\"name\": \"spike\" | \"name\": \"warmup\" | warmup",
        "http://127.0.10.10:8080 | ftp://127.0.10.10:8080 | baseUrl",
      })
  void refusesWhatTheSchemaRefuses(String text, String replacement, String named)
      throws IOException {
    String broken = Files.readString(GOLDEN).replace(text, replacement);
    assertThat(schema().validate(broken, InputFormat.JSON)).isNotEmpty();
    assertThatThrownBy(() -> new PlanReader().read(write(broken)))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(named);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"share\": 0.6 | \"share\": 0.5 | sum to 1",
        "0.00144, 0.01 | 0.01, 0.00144 | ascending",
        "\"name\": \"spike\" | \"name\": \"redirects\" | different names",
      })
  void refusesWhatASchemaCannotSay(String text, String replacement, String named)
      throws IOException {
    Path plan = write(Files.readString(GOLDEN).replace(text, replacement));
    assertThatThrownBy(() -> new PlanReader().read(plan))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining(named);
  }

  @Test
  void readsLinksInOrder() throws IOException {
    assertThat(new PlanReader().links(write("a\thttps://x.example/1\nb\thttps://x.example/2\n")))
        .containsExactly(
            new Link("a", "https://x.example/1"), new Link("b", "https://x.example/2"));
  }

  @Test
  void namesTheLineThatIsNotALink() {
    assertThatThrownBy(() -> new PlanReader().links(write("a\thttps://x.example/1\nb\n")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("line 2")
        .hasMessageContaining("\"b\"");
  }

  @Test
  void namesTheFileThatIsMissing() {
    assertThatThrownBy(() -> new PlanReader().read(folder.resolve("none.json")))
        .isInstanceOf(PlanException.class)
        .hasMessageContaining("none.json");
  }

  private Path write(String text) throws IOException {
    return Files.writeString(folder.resolve("file"), text);
  }

  private static Schema schema() throws IOException {
    return SchemaRegistry.withDefaultDialect(DRAFT_2020_12)
        .getSchema(Files.readString(Path.of("load-plan.schema.json")));
  }
}

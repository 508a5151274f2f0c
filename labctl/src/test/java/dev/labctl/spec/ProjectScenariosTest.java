package dev.labctl.spec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.labctl.json.Json;
import dev.labctl.spec.Scenario.Load;
import dev.labctl.yaml.Problems;
import dev.labctl.yaml.Values;
import dev.labctl.yaml.YamlParser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

class ProjectScenariosTest {
  private static final Path ROOT = ProjectFiles.root();
  private final ScenarioFiles files = new ScenarioFiles(ROOT);
  private final ScenarioReader reader = new ScenarioReader(ScenarioReaderTest.FAULTS);

  static List<String> names() {
    return new ScenarioFiles(ROOT).names();
  }

  private static String schema() throws IOException {
    return Files.readString(ROOT.resolve("scenarios/scenario.schema.json"));
  }

  @Test
  void areTheFiveOfPartOne() {
    assertThat(names()).contains("baseline", "failover", "peak", "smoke", "viral");
  }

  @ParameterizedTest
  @MethodSource("names")
  void readAndCarryTheirFilesName(String name) {
    assertThat(reader.read(files.find(name)).name()).isEqualTo(name);
  }

  @ParameterizedTest
  @MethodSource("names")
  void fitTheSchema(String name) throws IOException {
    Schema schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12).getSchema(schema());
    String yaml = Files.readString(files.find(name).file());

    assertThat(schema.validate(yaml, InputFormat.YAML)).isEmpty();
    assertThat(schema.validate(yaml.replace("streams:", "streems:"), InputFormat.YAML))
        .isNotEmpty();
  }

  @Test
  void theSchemasDefaultsAreTheRecords() throws Exception {
    JsonNode top = Json.lines().readTree(schema());
    JsonNode load = top.at("/$defs/load/properties");

    assertThat(load.at("/preloadLinks/default").intValue()).isEqualTo(Load.DEFAULT_PRELOAD_LINKS);
    assertThat(load.at("/caches/default").stringValue())
        .isEqualToIgnoringCase(Load.DEFAULT_CACHES.name());
    assertThat(duration(load.at("/warmup/default"))).isEqualTo(Load.DEFAULT_WARMUP);
    assertThat(top.at("/$defs/stream/properties/start/default").doubleValue())
        .isEqualTo(Scenario.Stream.DEFAULT_START);
    assertThat(duration(top.at("/properties/steadyState/items/properties/for/default")))
        .isEqualTo(Scenario.SteadyStateCheck.DEFAULT_HOLD);
    assertThat(duration(top.at("/properties/guards/items/properties/for/default")))
        .isEqualTo(Scenario.Guard.DEFAULT_HOLD);
    assertThat(top.at("/$defs/objective/properties/phase/default").stringValue())
        .isEqualTo(Scenario.Objective.DEFAULT_PHASE);
  }

  @Test
  void failoverHasEveryFaultWithTheLimitsThatWereAskedFor() {
    Scenario failover = reader.read(files.find("failover"));

    assertThat(failover.faults())
        .extracting(Scenario.FaultSpec::fault)
        .containsExactly(
            "shortener-kill",
            "redis-master-kill",
            "postgres-switchover",
            "postgres-primary-kill",
            "node-kill",
            "node-freeze",
            "shortener-pod-delete",
            "postgres-pod-kill",
            "node-drain",
            "api-partition",
            "k3s-server-kill",
            "node-partition");
    assertThat(failover.faults()).allSatisfy(f -> assertThat(f.expect().readOutage()).isNotNull());
    assertThat(failover.faults().get(3).expect().writeOutage()).isEqualTo(Duration.ofSeconds(10));
    assertThat(failover.faults().get(4).expect().writeOutage()).isEqualTo(Duration.ofSeconds(30));
    assertThat(failover.faults().get(5).expect().writeOutage()).isEqualTo(Duration.ofSeconds(40));
    assertThat(failover.faults().get(7).expect().writeOutage()).isEqualTo(Duration.ofSeconds(45));
    assertThat(failover.length()).isLessThanOrEqualTo(Duration.ofMinutes(12));
  }

  @Test
  void anUnknownNameIsAnsweredWithTheKnownOnes() {
    assertThatThrownBy(() -> files.find("viralish"))
        .hasMessageContaining("no scenario 'viralish'; must be one of baseline, failover, peak");
  }

  private static Duration duration(JsonNode text) throws Exception {
    return Values.duration(
        YamlParser.parse(text.stringValue(), new Problems("schema", "")).orElseThrow());
  }
}

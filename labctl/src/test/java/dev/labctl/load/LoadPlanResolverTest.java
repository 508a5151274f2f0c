package dev.labctl.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.lab.Endpoint;
import dev.labctl.load.LoadPlan.Bucket;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.ScenarioFiles;
import dev.labctl.spec.ScenarioReader;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LoadPlanResolverTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final URI ENTRY = URI.create("http://127.0.10.10:8080");
  private static final Endpoint METRICS = new Endpoint("127.0.10.10", 9400);

  private static Scenario scenario(String name) {
    return new ScenarioReader(Map.of()).read(new ScenarioFiles(ROOT).find(name));
  }

  private static LoadPlan plan(Scenario scenario) {
    return new LoadPlanResolver().resolve(scenario, ENTRY, METRICS, "20261124-010203-test", 42);
  }

  @ParameterizedTest
  @ValueSource(strings = {"smoke", "baseline", "peak", "viral"})
  void plansFitTheGeneratorsSchema(String name) throws Exception {
    var schema =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(Files.readString(ROOT.resolve("gatling/load-plan.schema.json")));
    String json = Json.pretty().writeValueAsString(plan(scenario(name)));

    assertThat(schema.validate(json, InputFormat.JSON)).isEmpty();
    assertThat(schema.validate(json.replace("\"seed\"", "\"sed\""), InputFormat.JSON)).isNotEmpty();
  }

  @Test
  void theGeneratorsGoldenPlanReadsHereToo() throws Exception {
    Path golden = ROOT.resolve("gatling/src/test/resources/golden-plan.json");
    String json = Files.readString(golden);

    LoadPlan plan = Json.lines().readValue(json, LoadPlan.class);

    assertThat(Json.lines().<tools.jackson.databind.JsonNode>valueToTree(plan))
        .usingComparator(
            java.util.Comparator.comparing(n -> n.toString().replaceAll("([0-9])\\.0\\b", "$1")))
        .isEqualTo(Json.lines().readTree(json));
  }

  @Test
  void haproxyAnswersTheControlItselfOnEveryPlatform() throws Exception {
    String haproxy =
        Files.readString(Path.of("src/main/resources/dev/labctl/component/haproxy/haproxy.cfg"));

    assertThat(plan(scenario("smoke")).control())
        .isEqualTo(new LoadPlan.BalancerControl("/-/control", 5));
    assertThat(haproxy)
        .containsPattern("http-request return status 200 .* if METH_GET \\{ path /-/control }");
  }

  @Test
  void countsTheViralTiers() {
    LoadPlan plan = plan(scenario("viral"));

    assertThat(plan.streams().getFirst().buckets())
        .containsExactly(new Bucket(30, 0.6), new Bucket(170, 0.3), new Bucket(800, 0.1))
        .isEqualTo(plan.streams().getFirst().tiers());
    assertThat(plan.streams().get(1).buckets()).isEmpty();
    assertThat(plan.streams().get(2).buckets()).containsExactly(new Bucket(10, 1));
    assertThat(plan.baseUrl()).isEqualTo("http://127.0.10.10:8080");
  }

  @Test
  void everyLatencyLimitIsABucketBound() {
    Scenario viral = scenario("viral");

    assertThat(plan(viral).bucketBoundsSeconds())
        .isSorted()
        .startsWith(0.001, 0.0012, 0.00144)
        .contains(0.3, 0.4, 0.5, 1.0, 1.5, 2.0, 3.0)
        .hasSizeLessThan(64)
        .last()
        .satisfies(b -> assertThat(b).isGreaterThanOrEqualTo(3.0));
  }

  @Test
  void theTimeScaleShortensStagesToASecondAtLeast() {
    Scenario scaled = new TimeScale(0.01).apply(scenario("viral"));

    LoadPlan plan = plan(scaled);

    assertThat(plan.streams().getFirst().stages().getFirst())
        .isEqualTo(new LoadPlan.PlannedStage(1.0, 80));
    assertThat(plan.streams().getFirst().stages().get(1).seconds()).isCloseTo(1.2, within(1e-9));
    assertThat(new TimeScale(0.3).apply(scenario("viral")).length()).hasSeconds(180);
    assertThat(TimeScale.FULL.apply(scenario("peak"))).isEqualTo(scenario("peak"));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, 1.5, Double.NaN})
  void refusesOtherScales(double factor) {
    assertThatThrownBy(() -> new TimeScale(factor))
        .isInstanceOf(LabctlException.class)
        .hasMessageContaining("must be above 0 and at most 1");
  }

  @Test
  void refusesAScenarioWithoutLoad() {
    Scenario none = scenario("smoke");
    Scenario.Load load = none.load();
    Scenario empty =
        new Scenario(
            "x",
            "",
            "x.yaml",
            new Scenario.Load(0, load.caches(), load.warmup(), java.util.List.of()),
            none.steadyState(),
            none.faults(),
            none.guards(),
            none.objectives());

    assertThatThrownBy(() -> plan(empty))
        .hasMessage("x.yaml: no load to run; must have at least one stream");
  }
}

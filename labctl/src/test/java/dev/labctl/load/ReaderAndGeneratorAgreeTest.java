package dev.labctl.load;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.lab.Endpoint;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.ScenarioReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** One set of rules: what the reader of scenarios lets through, the generator's schema takes. */
class ReaderAndGeneratorAgreeTest {
  private static final Schema SCHEMA = schema();

  private static Schema schema() {
    try {
      return SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
          .getSchema(Files.readString(Path.of("../gatling/load-plan.schema.json")));
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Property(tries = 300)
  void aLoadThatIsReadGivesAPlanThatIsTaken(@ForAll("loads") String load) throws IOException {
    Optional<Scenario> scenario = read(load);
    if (scenario.isEmpty()) {
      return;
    }
    String json =
        Json.lines()
            .writeValueAsString(
                new LoadPlanResolver()
                    .resolve(
                        scenario.get(),
                        URI.create("http://127.0.0.1:1"),
                        new Endpoint("127.0.0.1", 1),
                        "run",
                        1));
    assertThat(SCHEMA.validate(json, InputFormat.JSON)).isEmpty();
  }

  @Test
  void aStageBelowAMillisecondIsRefusedWhereItStands() {
    assertThatThrownBy(() -> readOrThrow(load("0s", "0.4ms", "start: 1", 10)))
        .isInstanceOf(LabctlException.class)
        .hasMessageContaining(":10:14: 'for' is '0.4ms'; must be 1ms or longer");
    assertThat(read(load("0s", "1ms", "start: 1", 10))).isPresent();
  }

  @Test
  void aTierThatWouldGetNoLinkIsRefused() {
    String tiers =
        "skew: {tiers: [{links: 30%, traffic: 30%}, {links: 30%, traffic: 30%},"
            + " {links: 40%, traffic: 40%}]}";
    assertThatThrownBy(() -> readOrThrow(load("8s", "1s", tiers, 2)))
        .hasMessageContaining("the tier has 30 % of 2 links; must be at least one link");
    assertThat(read(load("8s", "1s", tiers, 3))).isPresent();
  }

  @Provide
  static Arbitrary<String> loads() {
    Arbitrary<String> durations = Arbitraries.of("0s", "0.4ms", "1ms", "1.5ms", "8s", "0.001ms");
    Arbitrary<String> more =
        Arbitraries.of(
            "start: 0",
            "links: {hottest: 3}",
            "skew: {hot: 20%, share: 80%}",
            "skew: {hot: 50%, share: 50%}",
            "skew: {tiers: [{links: 25%, traffic: 60%}, {links: 75%, traffic: 40%}]}",
            "skew: {tiers: [{links: 30%, traffic: 30%}, {links: 30%, traffic: 30%},"
                + " {links: 40%, traffic: 40%}]}");
    return Combinators.combine(durations, durations, more, Arbitraries.integers().between(0, 12))
        .as(ReaderAndGeneratorAgreeTest::load);
  }

  private static String load(String warmup, String stage, String more, int links) {
    return """
    apiVersion: labctl/v1
    kind: Scenario
    metadata: {name: example, description: one line}
    load:
      preloadLinks: %d
      warmup: %s
      streams:
      - {name: a, operation: redirect, %s,
         stages: [
           {for: %s, to: 5}]}
    """
        .formatted(links, warmup, more, stage);
  }

  private static Optional<Scenario> read(String yaml) {
    try {
      return Optional.of(readOrThrow(yaml));
    } catch (LabctlException e) {
      return Optional.empty();
    }
  }

  private static Scenario readOrThrow(String yaml) {
    try {
      Path file = Files.createTempFile("load", ".yaml");
      try {
        return new ScenarioReader(Map.of()).read(Files.writeString(file, yaml));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}

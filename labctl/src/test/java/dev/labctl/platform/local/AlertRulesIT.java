package dev.labctl.platform.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The alert rules, checked and run on made-up series by Prometheus' own tool. */
class AlertRulesIT {
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

  @BeforeEach
  void needsPromtool() {
    assumeTrue(Files.isExecutable(PROMTOOL), "promtool is not installed (package prometheus)");
  }

  @Test
  void everyRuleIsValid() throws IOException {
    try (Stream<Path> files = Files.walk(Path.of("../clusters/alerts"))) {
      List<String> rules = files.map(Path::toString).filter(f -> f.endsWith(".yaml")).toList();
      assertThat(rules).hasSizeGreaterThan(2);
      rules.forEach(file -> assertPasses("check", "rules", file));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"alerts-test.yaml", "alerts-kafka-test.yaml"})
  void everyAlertFiresOnItsFaultAndNotWithoutIt(String file) {
    assertPasses("test", "rules", "src/test/resources/dev/labctl/platform/local/" + file);
  }

  private static void assertPasses(String... arguments) {
    List<String> line = new java.util.ArrayList<>(List.of(PROMTOOL.toString()));
    line.addAll(List.of(arguments));
    Command.Result result = Command.of(line).run(Duration.ofSeconds(30));
    assertThat(result.exit()).as(result.out() + result.err()).isZero();
  }
}

package dev.labctl.platform.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.process.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The alert rules, checked and run on made-up series by Prometheus' own tool. */
class AlertRulesIT {
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

  @BeforeEach
  void needsPromtool() {
    assumeTrue(Files.isExecutable(PROMTOOL), "promtool is not installed (package prometheus)");
  }

  @Test
  void everyRuleIsValid() {
    assertPasses("check", "rules", "../clusters/alerts/lab.yaml");
  }

  @Test
  void everyAlertFiresOnItsFaultAndNotWithoutIt() {
    assertPasses("test", "rules", "src/test/resources/dev/labctl/platform/local/alerts-test.yaml");
  }

  private static void assertPasses(String... arguments) {
    List<String> line = new java.util.ArrayList<>(List.of(PROMTOOL.toString()));
    line.addAll(List.of(arguments));
    Command.Result result = Command.of(line).run(Duration.ofSeconds(30));
    assertThat(result.exit()).as(result.out() + result.err()).isZero();
  }
}

package dev.labctl.promql;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.json.Json;
import dev.labctl.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What labctl says of a query, Prometheus says too: asked of its own promtool. */
class PrometheusAgreesIT {
  private static final Path PROMTOOL = Path.of("/usr/bin/promtool");

  private static final String NAN = "vector(0)/vector(0)";

  /** Conditions and what is known of them. The series: {@code a} 10 and 1, {@code n} NaN and 1. */
  private static final Map<String, String> TRUTH =
      Map.ofEntries(
          Map.entry("a > 5", "holds"),
          Map.entry("a > 50", "not"),
          Map.entry("a > bool 5", "holds"),
          Map.entry("a > bool 50", "not"),
          Map.entry(NAN + " != 0", "unknown"),
          Map.entry(NAN + " > 0.5", "unknown"),
          Map.entry(NAN + " > bool 0.5", "unknown"),
          Map.entry(NAN + " == 0", "unknown"),
          Map.entry("n > 0.5", "holds"),
          Map.entry("n > 5", "unknown"),
          Map.entry("5 < n", "unknown"),
          Map.entry("n{x=\"2\"} > 5", "not"),
          Map.entry("a > scalar(nothing)", "unknown"),
          Map.entry("a != scalar(nothing)", "unknown"),
          Map.entry("scalar(nothing) > bool 1", "unknown"),
          Map.entry("2 > bool 1", "holds"),
          Map.entry("1 > bool 2", "not"),
          Map.entry("a > NaN", "unknown"),
          Map.entry("a > on(x) n", "unknown"),
          Map.entry("a * 1000 > on(x) n * 100", "holds"),
          Map.entry("a / 0 > 5", "holds"),
          Map.entry("a / 0 > on(x) a / 0", "not"),
          Map.entry("nothing > 5", "not"),
          Map.entry("sum(a) > 5 and on() " + NAN + " > 1", "unknown"),
          Map.entry("sum(a) > 50 and on() " + NAN + " > 1", "not"),
          Map.entry("sum(a) > 5 or " + NAN + " > 1", "holds"),
          Map.entry("sum(a) > 50 or " + NAN + " > 1", "unknown"),
          Map.entry("sum(a) > 5 unless on() " + NAN + " > 1", "unknown"),
          Map.entry("sum(a) > 5 unless on() sum(a) > 50", "holds"),
          Map.entry("sum(a) > 5 unless on() sum(a) > 7", "not"),
          Map.entry("absent(nothing)", "holds"),
          Map.entry("absent(a)", "not"),
          Map.entry("count(n) == 2", "holds"),
          Map.entry("sum(n) > 1", "unknown"),
          Map.entry("avg by (x) (n) > 5", "unknown"),
          Map.entry("max(n) > 0.5", "holds"),
          Map.entry("max(n) >= bool 0.5", "holds"),
          Map.entry("max(n) > 5", "unknown"),
          Map.entry("max(n) < 5", "unknown"),
          Map.entry("max(n) == 1", "unknown"),
          Map.entry("0.5 < max(n)", "holds"),
          Map.entry("5 < max(n)", "unknown"),
          Map.entry("max by (x) (n) > 0.5", "holds"),
          Map.entry("max(n) by (x) > 5", "unknown"),
          Map.entry("max(n{x=\"2\"}) > 5", "not"),
          Map.entry("max(a) > 50", "not"),
          Map.entry("max(a / 0) > 5", "holds"),
          Map.entry("max(nothing) > 5", "not"),
          Map.entry("min(n) < 5", "holds"),
          Map.entry("min(n) > 0.5", "unknown"),
          Map.entry("5 > min(n)", "holds"),
          Map.entry("min(a) == 1", "holds"),
          Map.entry("max(n) > min(n)", "unknown"),
          Map.entry("max(a) > on() min(n)", "holds"),
          Map.entry("max(min by (x) (n)) > 0.5", "holds"),
          Map.entry("sum(max by (x) (n)) > 0", "unknown"),
          Map.entry("-max(n) < 0", "unknown"),
          Map.entry("scalar(max(n)) > bool 5", "unknown"),
          Map.entry("quantile(0.9, n) > 5", "unknown"),
          Map.entry("quantile(0.9, a) > 5", "holds"),
          // A comparison inside filters, which is how a query says that NaN does not matter.
          Map.entry("max(n >= 0) > 5", "not"),
          Map.entry("count(n > 5) > 0", "not"),
          Map.entry("topk(1, n) > 5", "not"));

  @TempDir Path folder;

  @BeforeEach
  void needsPromtool() {
    assumeTrue(Files.isExecutable(PROMTOOL), "promtool is not installed (package prometheus)");
  }

  @Test
  void aComparisonWithNaNIsNeitherTrueNorFalse() throws Exception {
    List<Map<String, Object>> asked = new ArrayList<>();
    for (var condition : TRUTH.entrySet()) {
      PromQl.ThreeValued known = PromQl.condition(condition.getKey()).known();
      boolean certain = condition.getValue().equals("holds");
      asked.add(expects(known.certain(), certain));
      asked.add(expects(known.possible(), !condition.getValue().equals("not")));
    }
    Map<String, Object> group = new LinkedHashMap<>();
    group.put("interval", "1m");
    group.put(
        "input_series",
        List.of(
            Map.of("series", "a{x=\"1\"}", "values", "10"),
            Map.of("series", "a{x=\"2\"}", "values", "1"),
            Map.of("series", "n{x=\"1\"}", "values", "NaN"),
            Map.of("series", "n{x=\"2\"}", "values", "1")));
    group.put("promql_expr_test", asked);
    assertPasses("test", "rules", file("test.json", Map.of("tests", List.of(group))));
  }

  /** Whether it has samples, as promtool can be asked: their number, or 0. */
  private static Map<String, Object> expects(String query, boolean samples) {
    return Map.of(
        "expr",
        "(count(%s) or vector(0)) > bool 0".formatted(query),
        "eval_time",
        "0",
        "exp_samples",
        List.of(Map.of("labels", "{}", "value", samples ? 1 : 0)));
  }

  @Test
  void whatIsAcceptedHereIsAcceptedThere() throws Exception {
    List<Map<String, String>> rules = new ArrayList<>();
    for (String text : PromQlTest.Queries.conditions().sampleStream().limit(300).toList()) {
      PromQl.ThreeValued known = PromQl.condition(text).known();
      for (String query : List.of(text, known.certain(), known.possible())) {
        rules.add(Map.of("record", "r:r:r", "expr", query));
      }
    }
    Object groups = Map.of("groups", List.of(Map.of("name", "all", "rules", rules)));
    assertPasses("check", "rules", "--lint=none", file("rules.json", groups));
  }

  @Test
  void whatIsRefusedHereIsRefusedThere() throws Exception {
    for (String text :
        List.of(
            "sum(rate(a[10s]) > 10",
            "rate(a)",
            "ratee(a[5s])",
            "a[5s] > 1",
            "1 > 0",
            "a + bool 1",
            "{} > 1",
            "a{b=~\"(\"}",
            "a > 1 and 2",
            "sum(a) > 5x",
            "a offset",
            "(a) offset 5m",
            "(a)[5m]",
            "label_replace(a, \"b\")",
            "a and group_left() b")) {
      assertThat(accepted(text)).as(text).isFalse();
      Object groups =
          Map.of(
              "groups",
              List.of(
                  Map.of("name", "one", "rules", List.of(Map.of("record", "r", "expr", text)))));
      assertThat(promtool("check", "rules", file("rules.json", groups)).exit())
          .as(text)
          .isNotZero();
    }
  }

  private static boolean accepted(String text) {
    try {
      PromQl.parse(text);
      return true;
    } catch (InvalidPromQlException e) {
      return false;
    }
  }

  /** JSON is YAML. */
  private String file(String name, Object content) throws IOException {
    return Files.writeString(folder.resolve(name), Json.lines().writeValueAsString(content))
        .toString();
  }

  private static void assertPasses(String... arguments) {
    Command.Result result = promtool(arguments);
    assertThat(result.exit()).as(result.out() + result.err()).isZero();
  }

  private static Command.Result promtool(String... arguments) {
    List<String> line = new ArrayList<>(List.of(PROMTOOL.toString()));
    line.addAll(List.of(arguments));
    return Command.of(line).run(Duration.ofSeconds(60));
  }
}

package dev.labctl.spec;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.spec.Scenario.Popularity;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ScenarioReaderTest {
  static final Map<String, Target> FAULTS =
      Map.ofEntries(
          entry("shortener-kill", Target.parse("random:shortener")),
          entry("postgres-primary-kill", Target.parse("role:postgres-primary")),
          entry("postgres-switchover", Target.parse("role:postgres-primary")),
          entry("redis-master-kill", Target.parse("role:redis-master")),
          entry("node-kill", Target.parse("node-of:role:postgres-primary")),
          entry("node-freeze", Target.parse("node-of:role:postgres-primary")),
          entry("shortener-pod-delete", Target.parse("random:shortener")),
          entry("postgres-pod-kill", Target.parse("role:postgres-primary")),
          entry("node-drain", Target.parse("node-of:role:postgres-primary")),
          entry("api-partition", Target.parse("node-of:role:etcd-leader")),
          entry("k3s-server-kill", Target.parse("role:etcd-leader")),
          entry("node-partition", Target.parse("node-of:role:postgres-primary")));

  private static final String HEAD =
      """
      apiVersion: labctl/v1
      kind: Scenario
      metadata: {name: example, description: one line}
      """;

  private static final String EXAMPLE =
      HEAD
          + """
          load:
            preloadLinks: 1000
            caches: keep
            streams:
            - name: redirects
              operation: redirect
              skew: {tiers: [{links: 3%, traffic: 60%}, {links: 17%, traffic: 30%}, {links: 80%, traffic: 10%}]}
              start: 50
              stages: [{for: 1m, to: 80}, {for: 2m, to: 120}]
            - name: spike
              operation: redirect
              links: {hottest: 10}
              start: 0
              stages: [{for: 30s, to: 150}, {for: 1m, to: 0}]
          steadyState:
          - {promql: 'min(up{job="shortener"}) == 1', for: 5s}
          faults:
          - {id: kill-primary, at: 30s, fault: postgres-primary-kill, target: 'role:postgres-primary', for: 20s,
             expect: {writeOutage: 10s, readOutage: 0s, clientErrorRatio: 1%}}
          guards:
          - {promql: 'sum(rate(client_errors_total[5s])) > 50', for: 10s, then: abort}
          objectives:
          - {id: redirects-p95, sli: latency, stream: redirects, quantile: 0.95, max: 300ms, phase: steady}
          - {id: errors, sli: error-ratio, max: 1%, phase: all}
          - {id: hits, sli: cache-hit-ratio, min: 95%, phase: 'fault:kill-primary'}
          """;

  private final ScenarioReader reader = new ScenarioReader(FAULTS);

  private LabctlException refused(String yaml) {
    return (LabctlException)
        org.assertj.core.api.Assertions.catchThrowable(
            () -> reader.parse(yaml, "scenarios/example.yaml"));
  }

  @Test
  void readsTheContractsExample() {
    Scenario s = reader.parse(EXAMPLE, "x.yaml");

    assertThat(s.name()).isEqualTo("example");
    assertThat(s.load().preloadLinks()).isEqualTo(1000);
    assertThat(s.load().caches()).isEqualTo(Scenario.Caches.KEEP);
    assertThat(s.length()).isEqualTo(Duration.ofMinutes(3));
    assertThat(s.load().streams().getFirst().popularity())
        .isInstanceOfSatisfying(
            Popularity.Tiers.class,
            t -> assertThat(t.tiers()).contains(new Scenario.Tier(0.17, 0.3)));
    assertThat(s.load().streams().get(1).popularity()).isEqualTo(new Popularity.Hottest(10));
    assertThat(s.steadyState().getFirst().hold()).isEqualTo(Duration.ofSeconds(5));
    assertThat(s.faults().getFirst())
        .isEqualTo(
            new Scenario.FaultSpec(
                "kill-primary",
                Duration.ofSeconds(30),
                "postgres-primary-kill",
                new Target.RoleOf("postgres", "primary"),
                Optional.of(Duration.ofSeconds(20)),
                new Scenario.Expectations(Duration.ofSeconds(10), Duration.ZERO, 0.01)));
    assertThat(s.objectives().getFirst().max()).isEqualTo(0.3);
    assertThat(s.objectives().get(1).max()).isEqualTo(0.01);
    assertThat(s.objectives().get(2).min()).isEqualTo(0.95);
  }

  @Test
  void givesAFaultWithoutTargetItsOwnDefault() {
    Scenario s = reader.parse(HEAD + "faults: [{id: a, at: 1s, fault: node-kill}]", "x.yaml");

    assertThat(s.faults().getFirst().target())
        .isEqualTo(new Target.NodeOf(new Target.RoleOf("postgres", "primary")));
    assertThat(s.faults().getFirst().length()).isEmpty();
  }

  @Test
  void namesFileLineAndColumnOfTiersThatDoNotSumUp() {
    LabctlException e =
        refused(
            HEAD
                + """
                load:
                  streams:
                  - name: redirects
                    operation: redirect
                    stages: [{for: 1m, to: 80}]
                    skew:
                      tiers:
                      - {links: 3%, traffic: 60%}
                      - {links: 17%, traffic: 26%}
                      - {links: 80%, traffic: 10%}
                """);

    assertThat(e)
        .hasMessage(
            "scenarios/example.yaml:11:7: tiers carry 96 % of traffic; must be 100 %;"
                + " see docs/scenarios.md");
    assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
  }

  @Test
  void tellsEveryProblemInTheFilesOrder() {
    LabctlException e =
        refused(
            HEAD
                + """
                lod: {}
                load:
                  streams:
                  - {name: r, operation: redirect, start: -5, stages: [{for: 1m, to: many}]}
                faults:
                - {id: a, at: 30s, fault: kill-it}
                """);

    assertThat(e.getMessage().lines())
        .satisfiesExactly(
            l ->
                assertThat(l)
                    .startsWith(
                        "scenarios/example.yaml:4:1: unknown key 'lod' in a scenario; must be one"),
            l ->
                assertThat(l).contains(":7:43: 'start' is '-5'; must be a number from 0 to 10000;"),
            l -> assertThat(l).contains(":7:70: 'to' is 'many'; must be a number from 0 to 10000;"),
            l ->
                assertThat(l)
                    .contains("9:27: 'fault' is 'kill-it'; must be one of api-partition, "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          load: {streams: [{name: a, operation: create, stages: []}]} | 4:55: the stream has no stages
          load: {streams: [{name: warmup, operation: create, stages: [{for: 1s, to: 1}]}]} | 4:25: 'name' is 'warmup'
          load: {streams: [{name: a, operation: delete, stages: [{for: 1s, to: 1}]}]} | 'operation' is 'delete'; must be one of redirect, create
          load: {streams: [{name: a, operation: create, skew: {hot: 20%, share: 80%}, stages: [{for: 1s, to: 1}]}]} | 'skew' on a create stream
          load: {streams: [{name: a, operation: redirect, skew: {hot: 20%, share: 10%}, stages: [{for: 1s, to: 1}]}]} | 'share' is 10 %; must be at least that of the 200 hot links, 20 %
          load: {preloadLinks: 9, streams: [{name: a, operation: redirect, links: {hottest: 10}, stages: [{for: 1s, to: 1}]}]} | 'hottest' is 10; must be at most 'preloadLinks', 9
          load: {preloadLinks: 1.5} | 'preloadLinks' is '1.5'; must be a whole number from 0
          load: {streams: [{name: a, operation: create, stages: [{for: 0s, to: 1}]}]} | 'for' is '0s'; must be 1ms or longer
          load: [] | 'load' is a list; must be a mapping
          load: {streams: 5} | 'streams' is '5'; must be a list
          objectives: [{id: a, sli: latency, quantile: 0.95, max: 1s, stream: none}] | 'stream' is 'none'; must be a stream of this scenario
          objectives: [{id: a, sli: latency, quantile: 0.95, max: 1s, phase: later}] | 'phase' is 'later'; must be one of warmup, steady, all
          objectives: [{id: a, sli: latency, quantile: 95, max: 1s}] | 'quantile' is '95'; must be a number from 0 to 1
          objectives: [{id: a, sli: latency, quantile: 0.95}] | 'max' is missing; must be given
          objectives: [{id: a, sli: error-ratio, min: 1%, max: 1%}] | 'min' in an objective on error-ratio
          objectives: [{id: a, sli: error-ratio, max: 1%}, {id: a, sli: error-ratio, max: 1%}] | 4:55: 'id' is 'a' a second time
          faults: [{id: a, at: 1s, fault: node-kill, target: primary}] | 'target' is 'primary'; must be one of role:
          faults: [{id: a, at: 10s, fault: node-kill, for: 5s}, {id: b, at: 12s, fault: node-kill}] | 'at' is 12 s; must not be before the fault above has ended, at 15 s
          guards: [{promql: 'up > 1', then: retry}] | 'then' is 'retry'; must be 'abort'
          guards: [{promql: ''}] | 'promql' is ''; must be text
          kind: Scenario | key 'kind' is there twice
          a: &x [1] | unknown key 'a'
          steadyState: *x | an alias
          steadyState: [ | not YAML
          """)
  void refuses(String yaml, String message) {
    assertThat(refused(HEAD + yaml))
        .hasMessageContaining(message)
        .hasMessageStartingWith("scenarios/example.yaml:")
        .hasMessageEndingWith("; see docs/scenarios.md");
  }

  @Test
  void refusesAFaultAfterTheLoad() {
    assertThat(refused(EXAMPLE.replace("at: 30s, fault", "at: 2m50s, fault")))
        .hasMessageContaining("the fault ends at 190 s; must be before the load does, at 180 s");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "just words", "[1, 2]", "\u0000", "{{{{", "? [a]\n: b"})
  void refusesWhatIsNoScenario(String yaml) {
    assertThatThrownBy(() -> reader.parse(yaml, "x.yaml"))
        .isInstanceOf(LabctlException.class)
        .hasMessageStartingWith("x.yaml:1:");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "%YAML 99999999999999999999.1\n--- a",
        "%YAML 1.99999999999999\n--- a",
        "%TAG ! tag:x\n--- !y a",
        "!<%zz> a",
        "!!binary '*'",
        "\"\\U00110000\"",
        "\"\\UFFFFFFFF\"",
        "\"\\x\"",
        "a: |99\n  b",
        "a: |-+\n b",
        "&a &b c",
        "? ? ? a",
        "- - - - :",
        "!!float .nan",
        "\uFEFF\uFEFF",
        "<<: {a: b}",
        "a:\tb: c",
        "'",
        "@",
        "`"
      })
  void refusesHostileYamlInOneWay(String yaml) {
    assertThat(refused(yaml)).isInstanceOf(LabctlException.class);
    assertThat(refused(HEAD + yaml)).isInstanceOf(LabctlException.class);
  }

  @Test
  void refusesASecondDocument() {
    assertThat(refused("--- a\n--- b")).hasMessageContaining(":2:5: a second document");
  }

  @Test
  void refusesDeepNestingInsteadOfOverflowing() {
    assertThat(refused("[".repeat(100_000))).hasMessageContaining("nested 33 deep");
  }

  @Test
  void saysThatAFileIsMissing() {
    assertThatThrownBy(() -> reader.read(Path.of("scenarios/none.yaml")))
        .hasMessage("scenarios/none.yaml: no such file; check the path");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          guards:      | sum(client_requests_total)              | 13 | compared with nothing
          guards:      | sum(rate(client_errors_total[10s]) > 10 | 52 | must be ',' or ')'
          steadyState: | min(up)                                 | 13 | compared with nothing
          steadyState: | up{job="a"} = 1                         | 25 | '=' is not expected here
          """)
  void aConditionThatComparesNothingOrIsNoPromQlIsRefusedWithItsPlace(
      String list, String query, int column, String problem) {
    String yaml = HEAD + list + "\n- {promql: '" + query + "', for: 5s}\n";

    LabctlException e = refused(yaml);

    assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE);
    assertThat(e)
        .hasMessageStartingWith("scenarios/example.yaml:5:" + column + ": 'promql' is no condition")
        .hasMessageContaining(problem);
  }
}

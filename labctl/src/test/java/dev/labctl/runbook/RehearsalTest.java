package dev.labctl.runbook;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.labctl.lab.FakePlatform;
import dev.labctl.prometheus.PrometheusClient.QueryAnswer;
import dev.labctl.prometheus.Sample;
import dev.labctl.runbook.StepResult.StepOutcome;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RehearsalTest {
  private static final Duration SHORT = Duration.ofMillis(1500);

  private final List<StepResult> heard = new ArrayList<>();
  private QueryAnswer answer = new QueryAnswer.Samples(List.of(new Sample(Map.of(), 1)));
  private boolean stopped;

  @TempDir Path folder;

  private List<StepResult> walk(Step... steps) {
    return rehearsal().run(page(steps), heard::add);
  }

  private static Runbook page(Step... steps) {
    return new Runbook("x", "x.md", "X", "kill", List.of("Down"), Arrays.asList(steps), "");
  }

  private Rehearsal rehearsal() {
    return new Rehearsal(
        Map.of("ENTRY", "http://there"), q -> answer, InstantSource.system(), () -> stopped);
  }

  private static Step shell(String script, String expect) {
    return new Step.ShellStep(
        script, Section.REMEDY, 1, SHORT, script, Pattern.compile(expect), false);
  }

  private static Step repeated(String script, String expect) {
    return new Step.ShellStep(
        script,
        Section.DIAGNOSIS,
        1,
        Duration.ofSeconds(10),
        script,
        Pattern.compile(expect),
        true);
  }

  private static Step promql(String expect, Duration hold) {
    return new Step.PromQlStep(
        "q",
        Section.VERIFICATION,
        1,
        SHORT,
        "up",
        ExpectedNumber.parse(expect).orElseThrow(),
        hold);
  }

  @Test
  void theLabsOwnAddressesNeverGoThroughAProxy() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext("/", exchange -> exchange.sendResponseHeaders(204, -1));
    server.start();
    URI entry = URI.create("http://127.0.0.1:" + server.getAddress().getPort());
    try (FakePlatform platform = new FakePlatform(folder, entry)) {
      Map<String, String> environment =
          new HashMap<>(RehearsalEnvironment.of(platform, "local", System.getenv("PATH")));
      for (String name : List.of("http_proxy", "HTTP_PROXY", "all_proxy")) {
        environment.put(name, "http://127.0.0.1:9");
      }
      Step step = shell("curl -sS -o /dev/null -w '%{http_code}' \"$ENTRY/\"", "^204$");
      var results =
          new Rehearsal(environment, q -> answer, InstantSource.system(), () -> false)
              .run(page(step), heard::add);
      assertThat(results).extracting(StepResult::detail).containsExactly("204");
      assertThat(environment.get("no_proxy")).contains("127.0.40.3", "127.0.40.10");
    } finally {
      server.stop(0);
    }
  }

  @Test
  void aStepThatRunsOutOfTimeSaysWhatItSawInWords() {
    Step step =
        new Step.ShellStep(
            "s", Section.DIAGNOSIS, 1, SHORT, "echo down", Pattern.compile("up"), true);
    assertThat(walk(step).getFirst().detail())
        .contains("last seen: output must match 'up', was: down")
        .doesNotContain("Seen");
  }

  @Test
  void passesStepsInOrderAndTellsEach() {
    List<StepResult> results =
        walk(shell("echo \"$ENTRY\"", "^http://there$"), promql("== 1", Duration.ofMillis(200)));

    assertThat(results).extracting(StepResult::outcome).containsOnly(StepOutcome.PASSED);
    assertThat(results).isEqualTo(heard);
    assertThat(results.get(1).took()).isGreaterThanOrEqualTo(Duration.ofMillis(200));
  }

  @Test
  void aNeedIsAskedBeforehandAndNotWalked() {
    Step met = need("echo ready", "^ready$");
    Step unmet = need("echo too old; exit 1", "^ready$");
    assertThat(rehearsal().unmet(page(met, shell("echo yes", "^yes$")))).isEmpty();
    assertThat(rehearsal().unmet(page(met, unmet)).orElseThrow())
        .contains("echo too old", "exit code 1");
    assertThat(walk(met, unmet, shell("echo yes", "^yes$")))
        .singleElement()
        .extracting(StepResult::outcome)
        .isEqualTo(StepOutcome.PASSED);
  }

  private static Step need(String script, String expect) {
    return new Step.Need(
        script,
        Section.PRECONDITIONS,
        1,
        SHORT,
        script,
        Pattern.compile(expect, Pattern.MULTILINE));
  }

  @Test
  void stopsAtTheFirstFailureAndReportsTheRestAsNotRun() {
    Path witness = folder.resolve("witness");

    List<StepResult> results =
        walk(shell("echo no", "^yes$"), shell("touch " + witness, ""), promql("== 1", SHORT));

    assertThat(results)
        .extracting(StepResult::outcome)
        .containsExactly(StepOutcome.FAILED, StepOutcome.NOT_RUN, StepOutcome.NOT_RUN);
    assertThat(results.getFirst().detail()).isEqualTo("output must match '^yes$', was: no");
    assertThat(results.get(1).detail()).isEqualTo("an earlier step failed");
    assertThat(witness).doesNotExist();
    assertThat(heard).hasSize(3);
  }

  @Test
  void aFailingCommandFailsTheStepEvenIfItsOutputMatches() {
    StepResult result = walk(shell("echo yes; false | cat", "yes")).getFirst();

    assertThat(result.outcome()).isEqualTo(StepOutcome.FAILED);
    assertThat(result.detail()).isEqualTo("exit code 1, must be 0: yes");
  }

  @Test
  void repeatsAStepThatWatchesUntilItMatches() {
    Path count = folder.resolve("count");

    StepResult result =
        walk(repeated("echo x >> " + count + "; wc -l < " + count, "^3$")).getFirst();

    assertThat(result.outcome()).isEqualTo(StepOutcome.PASSED);
    assertThat(count).content().hasLineCount(3);
  }

  @Test
  void killsACommandAtItsLimit() {
    StepResult result = walk(shell("exec sleep 30", "")).getFirst();

    assertThat(result.outcome()).isEqualTo(StepOutcome.FAILED);
    assertThat(result.took()).isBetween(SHORT, Duration.ofSeconds(10));
  }

  @Test
  void aQueryThatNeverComparesFailsWithWhatItSawLast() {
    answer = new QueryAnswer.Samples(List.of(new Sample(Map.of("instance", "a"), 0)));

    StepResult result = walk(promql("== 1", Duration.ZERO)).getFirst();

    assertThat(result.outcome()).isEqualTo(StepOutcome.FAILED);
    assertThat(result.detail()).contains("{instance=a} 0.0").contains("== 1.0");
  }

  @Test
  void noSampleAndNoAnswerAreFailuresToo() {
    answer = new QueryAnswer.Samples(List.of());
    assertThat(walk(promql("!= 1", Duration.ZERO)).getFirst().detail()).contains("no sample");

    answer = new QueryAnswer.Failed("refused");
    assertThat(walk(promql("!= 1", Duration.ZERO)).getFirst().detail()).contains("refused");
  }

  @Test
  void aBreakStartsTheHoldAnew() {
    AtomicInteger asked = new AtomicInteger();
    Runbook runbook =
        new Runbook(
            "x",
            "x.md",
            "X",
            "kill",
            List.of("Down"),
            List.of(
                new Step.PromQlStep(
                    "q",
                    Section.VERIFICATION,
                    1,
                    Duration.ofSeconds(10),
                    "up",
                    ExpectedNumber.parse("== 1").orElseThrow(),
                    Duration.ofMillis(900))),
            "");

    new Rehearsal(
            Map.of(),
            q ->
                new QueryAnswer.Samples(
                    List.of(new Sample(Map.of(), asked.incrementAndGet() == 2 ? 0 : 1))),
            InstantSource.system(),
            () -> false)
        .run(runbook, heard::add);

    assertThat(heard.getFirst().outcome()).isEqualTo(StepOutcome.PASSED);
    assertThat(asked.get()).isGreaterThanOrEqualTo(5);
  }

  @Test
  void runsNothingMoreWhenItIsEnded() {
    stopped = true;

    assertThat(walk(shell("echo a", "a")).getFirst())
        .satisfies(
            r -> {
              assertThat(r.outcome()).isEqualTo(StepOutcome.NOT_RUN);
              assertThat(r.detail()).isEqualTo("the rehearsal was ended");
            });
  }

  @Test
  void aResultIsAFactForTheTimeline() {
    StepResult result = walk(shell("echo a", "a")).getFirst();
    Runbook runbook = new Runbook("x", "x.md", "X", "kill", List.of("Down"), List.of(), "");

    assertThat(result.event(runbook))
        .satisfies(
            e -> {
              assertThat(e.runbook()).isEqualTo("x");
              assertThat(e.step()).isEqualTo(1);
              assertThat(e.outcome()).isEqualTo("passed");
              assertThat(e.detail()).matches("[0-9.]+ s; a");
            });
  }

  @ParameterizedTest
  @CsvSource({
    "== 1,1,true", "== 1,2,false", "!= 1,2,true", ">= 1,1,true", ">= 1,0.9,false",
    "<= 1,1,true", "> 1,1,false", "< -1.5,-2,true", "!= 1,NaN,false", "== 0,-0.0,true"
  })
  void compares(String comparison, double value, boolean holds) {
    assertThat(ExpectedNumber.parse(comparison).orElseThrow().holds(value)).isEqualTo(holds);
  }
}

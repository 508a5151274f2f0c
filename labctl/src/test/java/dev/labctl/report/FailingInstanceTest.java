package dev.labctl.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.report.model.Report;
import dev.labctl.report.model.Report.Judgement;
import dev.labctl.report.render.HtmlReport;
import dev.labctl.report.render.Postmortem;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.api.Test;

/** One instance fails, and a balancer that tries elsewhere hides it from every client. */
class FailingInstanceTest {
  /** After the last fault of the fixture was taken back. */
  private static final int FROM = 84;

  @Test
  void anInstanceThatAnswersEveryWriteWith503IsTheHeadlineOfEveryFile() {
    FixtureRun run =
        failing()
            .log(
                "shortener-2",
                "== kill-redis: 2026-11-24T01:03:38Z to 2026-11-24T01:04:20Z",
                FixtureRun.REDIS + " ERROR an older trouble",
                FixtureRun.T0.plusSeconds(FROM + 2) + " INFO POST /api/links 503",
                FixtureRun.T0.plusSeconds(FROM + 3) + " ERROR no connection to postgres-1");
    Report report = run.evaluate();

    String words = "instance shortener-2 answered every write with 503 for 36 s";
    assertThat(report.verdict()).isEqualTo(Judgement.FAIL);
    assertThat(report.reasons().getFirst())
        .startsWith(words)
        .contains("from 01:03:44.0 to 01:04:20.0", "did not ask postgres")
        .contains("ERROR no connection to postgres-1")
        .doesNotContain("older trouble");
    Report.FailingInstance found = report.failingInstances().getFirst();
    assertThat(found.dependency()).isEqualTo("postgres");
    assertThat(found.answer()).isEqualTo("503");
    String html = new HtmlReport().render(report, run.scenario(), run.events(), run.evidence());
    assertThat(html.substring(html.indexOf("<h1"), html.indexOf("</h1>")))
        .containsIgnoringCase(words);
    assertThat(new Postmortem().render(report, run.events()))
        .contains(words, "no connection to postgres-1");
  }

  @Test
  void anOutageOfAllInstancesIsNotOneInstancesFailure() {
    FixtureRun run = new FixtureRun();
    for (int i = 1; i <= 3; i++) {
      String instance = "shortener-" + i;
      run.series("answers-by-instance-over-time", posts(instance, "503"), s -> s);
    }

    assertThat(run.evaluate().failingInstances()).isEmpty();
  }

  @Test
  void aFewSecondsOfAFailoverAreNotOneInstancesFailure() {
    FixtureRun run =
        new FixtureRun()
            .series("answers-by-instance-over-time", posts("shortener-1", "201"), s -> s)
            .series(
                "answers-by-instance-over-time",
                posts("shortener-2", "201"),
                s -> s < 40 ? s : s - 8)
            .series(
                "answers-by-instance-over-time",
                posts("shortener-2", "503"),
                s -> Math.clamp(s - 40, 0, 8));

    assertThat(run.evaluate().failingInstances()).isEmpty();
    assertThat(run.evaluate().verdict()).isEqualTo(Judgement.PASS);
  }

  @Test
  void aProcessThatBeganAnewStillCounts() {
    FixtureRun run =
        new FixtureRun()
            .series("answers-by-instance-over-time", posts("shortener-1", "201"), s -> s)
            .series(
                "answers-by-instance-over-time",
                posts("shortener-2", "503"),
                s -> s < FROM ? 0 : (s - FROM) % 12);

    assertThat(run.evaluate().failingInstances())
        .singleElement()
        .satisfies(f -> assertThat(f.instance()).isEqualTo("shortener-2"));
  }

  static FixtureRun failing() {
    return new FixtureRun()
        .series("answers-by-instance-over-time", posts("shortener-1", "201"), s -> s)
        .series(
            "answers-by-instance-over-time", posts("shortener-2", "201"), s -> Math.min(s, FROM))
        .series(
            "answers-by-instance-over-time",
            posts("shortener-2", "503"),
            s -> Math.max(0, s - FROM))
        .series(
            "breakers-over-time",
            Map.of("instance", "shortener-2", "dependency", "postgres"),
            s -> s > FROM + 3 ? 1 : 0)
        .series(
            "breakers-over-time",
            Map.of("instance", "shortener-2", "dependency", "redis"),
            s -> s == FROM + 3 ? 1 : 0);
  }

  @Test
  void anInstanceThatRunsAndCannotWriteIsNamedThoughNoWriteWasSentToIt() {
    Report report =
        writers(s -> s > FROM ? 0 : 1)
            .series("up-over-time", Map.of("job", "shortener", "instance", "shortener-2"), _ -> 1)
            .evaluate();

    assertThat(report.verdict()).isEqualTo(Judgement.FAIL);
    assertThat(report.reasons().getFirst())
        .startsWith("instance shortener-2 ran and could not write for 35 s from 01:03:45.0");
  }

  @Test
  void anInstanceThatDoesNotRunIsNotOneThatCannotWrite() {
    Report report =
        writers(s -> s > FROM ? 0 : 1)
            .series(
                "up-over-time",
                Map.of("job", "shortener", "instance", "shortener-2"),
                s -> s > FROM ? 0 : 1)
            .evaluate();

    assertThat(report.failingInstances()).isEmpty();
  }

  private static FixtureRun writers(IntToDoubleFunction second) {
    return new FixtureRun()
        .series("writers-over-time", Map.of("server", "shortener-1"), _ -> 1)
        .series("writers-over-time", Map.of("server", "shortener-2"), second);
  }

  private static Map<String, String> posts(String instance, String status) {
    return Map.of(
        "instance", instance, "http_request_method", "POST", "http_response_status_code", status);
  }
}

package dev.labctl.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.lab.FakePlatform;
import dev.labctl.lab.Member;
import dev.labctl.lab.Quiet;
import dev.labctl.probe.FakeShortener;
import dev.labctl.probe.Probe;
import dev.labctl.timeline.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerCheckTest {
  private static final Instant T0 = Instant.parse("2026-11-24T01:00:00Z");
  @TempDir Path folder;
  private final List<Event> facts = new ArrayList<>();
  private final Ledger ledger = new Ledger("run-1");

  /** Rows (code, target, key) of each member. */
  private final Map<String, List<Row>> rows = new HashMap<>();

  private FakeShortener shortener;
  private FakePlatform platform;

  private record Row(String code, String target, String key) {}

  @BeforeEach
  void start() {
    shortener = new FakeShortener();
    platform = new FakePlatform(folder, shortener.uri());
    platform.sql = this::answer;
    List.of("postgres-1", "postgres-2", "postgres-3").forEach(m -> rows.put(m, new ArrayList<>()));
  }

  @AfterEach
  void stop() {
    shortener.close();
  }

  @Test
  void everythingFoundEverywhereIsVerified() {
    acknowledge(0, "a", ledger.target(0));
    acknowledge(1, "b", ledger.target(1));
    ledger.rejected(2, T0, "status 503");
    ledger.unknown(3, T0, "no answer");

    assertThat(verify()).isEqualTo(result(2, 2, 0, 0, 0, 1));
    assertThat(ledger.entries().getFirst().found())
        .containsExactly("postgres-1", "postgres-2", "postgres-3", "redirect");
  }

  @Test
  void acknowledgedButNotOnThePrimaryIsLost() {
    acknowledge(0, "a", ledger.target(0));
    rows.values().forEach(List::clear);

    assertThat(verify()).isEqualTo(result(1, 0, 1, 0, 0, 0));
  }

  @Test
  void missingOnOneReplicaIsLost() {
    acknowledge(0, "a", ledger.target(0));
    rows.get("postgres-3").clear();

    assertThat(verify()).isEqualTo(result(1, 0, 1, 0, 0, 0));
    assertThat(ledger.entries().getFirst().found()).doesNotContain("postgres-3");
  }

  @Test
  void aStoredLinkThatDoesNotRedirectIsLost() {
    acknowledge(0, "a", ledger.target(0));
    shortener.links.clear();

    assertThat(verify()).isEqualTo(result(1, 0, 1, 0, 0, 0));
  }

  @Test
  void aForeignTargetUnderAnAcknowledgedCodeIsWrong() {
    acknowledge(0, "a", "https://elsewhere.example/x,\"y\"\n{}");

    assertThat(verify()).isEqualTo(result(1, 0, 0, 0, 1, 0));
  }

  @Test
  void twoCodesForOneKeyAreADuplicate() {
    acknowledge(0, "a", ledger.target(0));
    rows.values().forEach(r -> r.add(new Row("b", ledger.target(0), "")));

    assertThat(verify()).isEqualTo(result(1, 1, 0, 1, 0, 0));
  }

  @Test
  void aMemberThatCannotBeReadVerifiesNothing() {
    acknowledge(0, "a", ledger.target(0));
    platform.sql =
        (member, query) -> {
          if (member.name().equals("postgres-2")) {
            throw LabctlException.machine("connection refused");
          }
          return answer(member, query);
        };

    assertThat(verify()).isEqualTo(result(1, 0, 0, 0, 0, 0));
    assertThat(facts)
        .anyMatch(f -> f instanceof Event.Problem p && p.detail().contains("postgres-2"));
  }

  @Test
  void withoutASinglePrimaryNothingIsJudged() {
    platform.set(platform.member("postgres-2"), "1@1", "primary", true, 1);

    assertThatThrownBy(this::verify).hasMessageContaining("there are 2: [postgres-1, postgres-2]");
  }

  @Test
  void catchesOneLinkLostInAThousand() {
    for (int n = 0; n < 5000; n++) {
      acknowledge(n, "c" + n, ledger.target(n));
    }
    rows.values().forEach(r -> r.removeIf(row -> row.code().endsWith("999")));

    assertThat(verify().lost()).isEqualTo(5);
  }

  @Test
  void catchesAServiceThatLosesWhatItAcknowledged() {
    shortener.losesEvery = 20;
    try (var _ =
        new Probe(shortener.uri(), ledger, Clock.systemUTC(), new Random(1), facts::add, _ -> {})) {
      await().until(() -> ledger.entries().size() >= 45);
    }
    platform.sql =
        (_, query) ->
            shortener.links.entrySet().stream()
                .filter(_ -> !query.contains("code IN"))
                .map(link -> json(link.getKey(), link.getValue()))
                .collect(Collectors.joining("\n"));

    var result = verify();

    assertThat(result.lost()).isEqualTo(result.acknowledged() / 20);
    assertThat(result.verified()).isEqualTo(result.acknowledged() - result.lost());
  }

  @Test
  void theFileHasOneLinePerWrite() throws IOException {
    acknowledge(0, "a", ledger.target(0));
    ledger.unknown(1, T0, "no answer");
    verify();
    Path file = folder.resolve("ledger.jsonl");

    ledger.write(file);

    assertThat(Files.readAllLines(file))
        .hasSize(2)
        .first()
        .asString()
        .contains("\"outcome\":\"acknowledged\"", "\"verdict\":\"verified\"", "\"redirect\"");
  }

  private void acknowledge(long n, String code, String storedTarget) {
    ledger.acknowledged(n, T0, code);
    rows.values().forEach(r -> r.add(new Row(code, storedTarget, ledger.key(n))));
    shortener.links.put(code, storedTarget);
  }

  private Event.LedgerVerified verify() {
    return new LedgerCheck(
            platform,
            Clock.fixed(T0, Clock.systemUTC().getZone()),
            facts::add,
            Duration.ofMillis(20),
            Duration.ofMillis(20))
        .verify(ledger, new Quiet());
  }

  private static Event.LedgerVerified result(
      long acknowledged, long verified, long lost, long duplicated, long wrong, long unknown) {
    return new Event.LedgerVerified(T0, acknowledged, verified, lost, duplicated, wrong, unknown);
  }

  /** What psql would say to the check's two queries. */
  private String answer(Member member, String query) {
    boolean byCode = query.contains("code IN");
    return rows.get(member.name()).stream()
        .filter(
            r ->
                byCode
                    ? query.contains("'" + r.code() + "'")
                    : r.target().startsWith(ledger.prefix()))
        .map(r -> json(r.code(), r.target()))
        .collect(Collectors.joining("\n"));
  }

  private static String json(String code, String target) {
    return Json.lines().writeValueAsString(Map.of("code", code, "target", target));
  }
}

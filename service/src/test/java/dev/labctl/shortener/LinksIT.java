package dev.labctl.shortener;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.bench.BareServer;
import dev.labctl.shortener.servers.Child;
import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Client.Answer;
import dev.labctl.shortener.servers.Lab;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** What a link can be and how it is managed, on healthy servers, which start once for all of it. */
class LinksIT {
  private static final String LINKS = "/api/links";

  /** Sooner than an instance looks again by itself, after 5 s: it has been told. */
  private static final Duration TOLD = Duration.ofSeconds(4);

  private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");
  private static final Pattern CODE = Pattern.compile("\"code\":\"([^\"]+)\"");
  private static Lab lab;
  private static Client one;
  private static Client two;
  private static Client admin;

  @BeforeAll
  static void start() {
    lab = new Lab().start();
    one = lab.app("one");
    two = lab.app("two");
    await().until(one::ready);
    await().until(two::ready);
    admin = one.as(Admins.key(one, lab.config("lister", 1, 2), "lister"));
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  void aLinkHasAllThatItWasGiven() {
    Answer created =
        one.post(
            LINKS,
            """
            {"target":"https://a.example/","alias":"all_of-it","status":308,"active":true,
             "expiresAt":"2099-01-02T03:04:05+01:00","maxVisits":9,"tags":["b","a"]}\
            """);
    assertThat(created.status()).isEqualTo(201);
    String secret = ",\"editSecret\":\"" + Client.editSecret(LINKS + "/all_of-it") + "\"";
    assertThat(one.get(LINKS + "/all_of-it").body())
        .isEqualTo(created.body().replace(secret, ""))
        .contains("\"code\":\"all_of-it\"", "\"status\":308", "\"tags\":[\"a\",\"b\"]")
        .contains("\"expiresAt\":\"2099-01-02T02:04:05Z\"", "\"maxVisits\":9", "\"visits\":0");
    Answer redirect = two.redirect("all_of-it");
    assertThat(redirect.status()).isEqualTo(308);
    assertThat(redirect.header("Cache-Control")).isEqualTo("no-store");
    assertThat(one.post(LINKS, "{\"target\":\"https://b.example/\",\"alias\":\"all_of-it\"}"))
        .satisfies(answer -> assertProblem(answer, 409, "in use"));
  }

  @Test
  void aQueryIsPassedOnFromEachTierAndNoLinkIsThereBeforeItsDay() {
    String code =
        one.post(
                LINKS,
                """
                {"target":"https://query.example/?a=1#end","forwardQuery":true,"title":"Straße",
                 "crawlable":true,"validSince":"2020-01-01T00:00:00Z"}\
                """)
            .code();
    assertThat(one.get(LINKS + "/" + code).body())
        .contains("\"forwardQuery\":true", "\"title\":\"Straße\"", "\"crawlable\":true")
        .contains("\"validSince\":\"2020-01-01T00:00:00Z\"");
    for (String tier : new String[] {"L1", "redis", "postgres"}) {
      if (!tier.equals("L1")) {
        one.clearL1();
      }
      if (tier.equals("postgres")) {
        lab.redis().flush(0);
      }
      assertThat(one.get("/" + code + "?b=2").header("Location"))
          .as(tier)
          .isEqualTo("https://query.example/?a=1&b=2#end");
    }
    String later = "{\"validSince\":\"2099-01-01T00:00:00Z\",\"title\":null}";
    assertThat(one.send("PATCH", LINKS + "/" + code, later).body()).doesNotContain("title");
    Answer early = one.redirect(code);
    assertThat(early.status()).isEqualTo(404);
    assertThat(early.header("Cache-Control")).isEqualTo("no-store");
    one.send("PATCH", LINKS + "/" + code, "{\"validSince\":null}");
    assertThat(one.redirect(code).status()).isEqualTo(302);
  }

  /** The release before knows of no queries that are passed on. */
  @Test
  void whatTheReleaseBeforeCachedOfANewKindOfLinkIsReadAgainByWhoStarts() {
    String link = "{\"target\":\"https://query.example/?a=1\",\"forwardQuery\":true}";
    String code = one.post(LINKS, link).code();
    lab.redis().set(0, "link:" + code, "https://query.example/?a=1");
    one.clearL1();
    assertThat(one.get("/" + code + "?b=2").header("Location"))
        .as("what Redis has is believed")
        .isEqualTo("https://query.example/?a=1");
    Client updated = lab.app("updated");
    try {
      await()
          .untilAsserted(
              () -> {
                for (Client instance : new Client[] {one, updated}) {
                  assertThat(instance.get("/" + code + "?b=2").header("Location"))
                      .isEqualTo("https://query.example/?a=1&b=2");
                }
              });
    } finally {
      lab.stopLast();
    }
  }

  @Test
  void aRequestRepeatedAfterItsExpiryGetsItsFirstAnswer() {
    String expiresAt = Instant.now().plusSeconds(6).toString();
    String link =
        "{\"target\":\"https://past.example/\",\"expiresAt\":\"%s\"}".formatted(expiresAt);
    String[] key = {"Idempotency-Key", "past"};
    Answer first = one.send("POST", LINKS, link, key);
    assertThat(first.status()).as(first.body()).isEqualTo(201);
    await().until(() -> Instant.now().isAfter(Instant.parse(expiresAt)));
    Answer again = two.send("POST", LINKS, link, key);
    assertThat(again.status()).as(again.body()).isEqualTo(200);
    assertThat(again.code()).isEqualTo(first.code());
    assertThat(one.post(LINKS, link).status()).as("nobody's first answer").isEqualTo(400);
    String other = link.replace("past.example", "other.example");
    assertThat(one.send("POST", LINKS, other, key).status()).isEqualTo(422);
  }

  /** bin/bench compares with them, and says nothing of it before it is run. */
  @Test
  void theBenchsBareHandlersRunTheProgramsStatements() {
    Client bare = lab.client();
    Path log = lab.folder().resolve("bare.log");
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            Stream.of(
                    System.getProperty(
                            "surefire.test.class.path", System.getProperty("java.class.path"))
                        .split(File.pathSeparator))
                .map(entry -> Path.of(entry).toAbsolutePath().toString())
                .collect(Collectors.joining(File.pathSeparator)),
            BareServer.class.getName());
    for (String handler : List.of("insert", "select")) {
      List<String> all = new ArrayList<>(command);
      all.addAll(List.of(handler, lab.config("bare", bare.port(), bare.adminPort()).toString()));
      try (Child server = Child.start(log, all)) {
        String made = one.create("https://bare.example/").code();
        await()
            .ignoreExceptions()
            .untilAsserted(
                () -> {
                  boolean creates = handler.equals("insert");
                  Answer answer =
                      creates
                          ? bare.post(LINKS, "{\"target\":\"https://bare.example/new\"}")
                          : bare.get("/" + made);
                  assertThat(answer.status()).as(answer.body()).isEqualTo(creates ? 201 : 302);
                });
      }
    }
  }

  @Test
  void eachStatusIsAnsweredFromEachTier() {
    for (int status : new int[] {301, 302, 307, 308}) {
      String code =
          one.post(LINKS, "{\"target\":\"https://s.example/\",\"status\":" + status + "}").code();
      assertThat(one.redirect(code).status()).as("L1").isEqualTo(status);
      Answer redis = two.redirect(code);
      assertThat(redis.header("X-Cache")).isEqualTo("HIT");
      assertThat(redis.status()).isEqualTo(status);
      assertThat(redis.header("Cache-Control"))
          .isEqualTo(status == 301 || status == 308 ? "private, max-age=60" : "");
      two.clearL1();
      lab.redis().flush(0);
      assertThat(two.redirect(code).status()).as("database").isEqualTo(status);
    }
  }

  @Test
  void anEditIsSeenHereAtOnceAndElsewhereBeforeACopyGrowsOld() {
    String code = one.create("https://old.example/").code();
    assertThat(two.redirect(code).header("Location")).isEqualTo("https://old.example/");
    Answer edited = one.send("PATCH", LINKS + "/" + code, "{\"target\":\"https://new.example/\"}");
    assertThat(edited.status()).isEqualTo(200);
    assertThat(one.redirect(code).header("Location")).isEqualTo("https://new.example/");
    await()
        .atMost(TOLD)
        .until(() -> two.redirect(code).header("Location").equals("https://new.example/"));
    // Neither Redis nor a replica brings the old one back.
    two.clearL1();
    assertThat(two.redirect(code).header("X-Cache-Source")).isEqualTo("primary");
    assertThat(one.get(LINKS + "/" + code).body()).contains("new.example");
  }

  @Test
  void aLinkSwitchedOffIsGoneAndComesBack() {
    String code = one.create("https://off.example/").code();
    one.send("PATCH", LINKS + "/" + code, "{\"active\":false}");
    assertProblem(one.redirect(code), 410, "expired or was switched off");
    Answer page = one.send("GET", "/" + code, "", "Accept", "text/html,*/*");
    assertThat(page.status()).isEqualTo(410);
    assertThat(page.header("Content-Type")).startsWith("text/html");
    assertThat(page.header("Content-Security-Policy")).startsWith("default-src 'none'");
    assertThat(page.body()).contains("<h1>Gone</h1>");
    one.send("PATCH", LINKS + "/" + code, "{\"active\":true}");
    assertThat(one.redirect(code).status()).isEqualTo(302);
  }

  @Test
  void aLinkExpiresOnTimeThoughEveryCacheKnowsIt() {
    Instant expiry = Instant.now().plusSeconds(5);
    String code =
        one.post(LINKS, "{\"target\":\"https://e.example/\",\"expiresAt\":\"" + expiry + "\"}")
            .code();
    assertThat(one.redirect(code).status()).isEqualTo(302);
    assertThat(two.redirect(code).status()).isEqualTo(302);
    await().until(() -> Instant.now().isAfter(expiry));
    assertThat(one.redirect(code).status()).isEqualTo(410);
    assertThat(two.redirect(code).status()).isEqualTo(410);
    one.send("PATCH", LINKS + "/" + code, "{\"expiresAt\":null}");
    assertThat(one.redirect(code).status()).isEqualTo(302);
  }

  @Test
  void visitsAreCountedExactlyOverAllInstances() throws Exception {
    String code = one.post(LINKS, "{\"target\":\"https://v.example/\",\"maxVisits\":7}").code();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          threads.invokeAll(
              IntStream.range(0, 20)
                  .<Callable<Integer>>mapToObj(
                      i -> () -> (i % 2 == 0 ? one : two).redirect(code).status())
                  .toList());
      int allowed = 0;
      for (var answer : answers) {
        assertThat(answer.get()).isIn(302, 410);
        allowed += answer.get() == 302 ? 1 : 0;
      }
      assertThat(allowed).isEqualTo(7);
    }
    assertThat(one.get(LINKS + "/" + code).body()).contains("\"visits\":7");
  }

  @Test
  void createsAtTheSameTimeKeepTheirOwnTargetsAndOneGetsAnAlias() throws Exception {
    String contested = "https://same-time.example/%d\",\"alias\":\"same-time";
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var answers =
          threads.invokeAll(
              IntStream.range(0, 120)
                  .<Callable<Answer>>mapToObj(
                      i ->
                          () ->
                              (i % 2 == 0 ? one : two)
                                  .create(
                                      (i % 10 == 0 ? contested : "https://own.example/%d")
                                          .formatted(i)))
                  .toList());
      int got = 0;
      for (int i = 0; i < answers.size(); i++) {
        Answer answer = answers.get(i).get();
        if (i % 10 == 0) {
          assertThat(answer.status()).isIn(201, 409);
          got += answer.status() == 201 ? 1 : 0;
        } else {
          assertThat(answer.status()).as(answer.body()).isEqualTo(201);
          assertThat(two.redirect(answer.code()).header("Location"))
              .isEqualTo("https://own.example/" + i);
        }
      }
      assertThat(got).isEqualTo(1);
    }
    assertThat(
            lab.postgres()
                .number(
                    0,
                    "shortener",
                    "select count(*) from events e join links l on e.entity_id = l.code"
                        + " where e.action = 'create' and l.target ~ '^https://(own|same-time)'"))
        .isEqualTo(109);
  }

  @Test
  void anAliasCanBeUsedAgainOnceItsLinkIsDeleted() {
    String body = "{\"target\":\"https://%s.example/\",\"alias\":\"again\"}";
    one.post(LINKS, body.formatted("first"));
    assertThat(two.redirect("again").status()).isEqualTo(302);
    assertThat(one.delete("again").status()).isEqualTo(204);
    assertThat(one.post(LINKS, body.formatted("second")).status()).isEqualTo(201);
    assertThat(one.redirect("again").header("Location")).isEqualTo("https://second.example/");
    await().until(() -> two.redirect("again").header("Location").equals("https://second.example/"));
  }

  @Test
  void listsPageByPageNewestFirstInOneStatementEach() {
    String tag = "paged";
    for (int i = 0; i < 25; i++) {
      one.post(
          LINKS,
          "{\"target\":\"https://list.example/Item-%d\",\"tags\":[\"%s\"]}".formatted(i, tag));
    }
    Set<String> codes = new HashSet<>();
    String path = LINKS + "?tag=" + tag + "&limit=10";
    String cursor = "";
    int pages = 0;
    do {
      double before = statements("/api/links");
      Answer page = admin.get(path + cursor);
      assertThat(page.status()).isEqualTo(200);
      // One more if the key's user was not known.
      await().until(() -> statements("/api/links") - before >= 1);
      assertThat(statements("/api/links") - before).isIn(1.0, 2.0);
      page.body().transform(CODE::matcher).results().forEach(match -> codes.add(match.group(1)));
      Matcher next = NEXT.matcher(page.body());
      cursor = next.find() ? "&cursor=" + next.group(1) : "";
      pages++;
    } while (!cursor.isEmpty());
    assertThat(codes).hasSize(25);
    assertThat(pages).isEqualTo(3);
    assertThat(admin.get(LINKS + "?target=EXAMPLE/item-24").body())
        .containsOnlyOnce("\"code\"")
        .contains("Item-24");
  }

  @Test
  void manyLinksAreMadeInOneStatementAndEachBadOneSaysWhy() {
    double before = statements("/api/links/bulk");
    Answer answer =
        one.post(
            LINKS + "/bulk",
            """
            {"links":[{"target":"https://bulk.example/1"},{"target":"ftp://x"},
             {"target":"https://bulk.example/2","alias":"bulk-2","tags":["t"],"status":301},
             {"target":"https://bulk.example/3","alias":"bulk-2"},{"alias":"x y"}]}\
            """);
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"created\":2", "\"failed\":3")
        .contains("must be http or https", "'bulk-2' is in use", "code 'x y' is not");
    assertStatements("/api/links/bulk", before, 1);
    assertThat(two.redirect("bulk-2").status()).isEqualTo(301);
    assertProblem(one.post(LINKS + "/bulk", "{\"links\":[]}"), 400, "1 to 1000");
    assertProblem(one.post(LINKS + "/bulk", "{\"links\":[1]}"), 400, "no object");
  }

  @Test
  void aCsvFileIsImportedAndItsBadRowsAreToldByLine() {
    StringBuilder file = new StringBuilder("target,alias,tags,status,maxVisits,active,expiresAt\n");
    file.append("https://csv.example/1,csv-1,a;b,307,5,true,2099-01-01T00:00:00Z\n");
    file.append("ftp://no,,,,,,\n");
    file.append("\"https://csv.example/a,b\",,,,,false,\n");
    file.append("https://csv.example/2,csv-1,,,,,\n");
    for (String bad : new String[] {",,,x,,,", ",,,,x,,", ",,,,,x,", ",,,,,,x"}) {
      file.append("https://csv.example/bad").append(bad).append("\n");
    }
    for (int i = 0; i < 400; i++) {
      file.append("https://csv.example/n").append(i).append(",,,,,,\n");
    }
    double before = statements("/api/links/import");
    Answer answer = one.post(LINKS + "/import", file.toString());
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"created\":402", "\"failed\":6")
        .contains("{\"line\":3,\"reason\":\"target has scheme 'ftp'")
        .contains("{\"line\":5,\"reason\":\"alias 'csv-1' is in use");
    assertStatements("/api/links/import", before, 3);
    assertThat(two.redirect("csv-1").status()).isEqualTo(307);
    assertProblem(one.post(LINKS + "/import", "colour\nred"), 400, "no column 'target'");
    assertProblem(one.post(LINKS + "/import", ""), 400, "empty");
  }

  @Test
  void eachChangeIsInTheAuditTrailWithIt() {
    String code = one.create("https://audit.example/").code();
    one.send("PATCH", LINKS + "/" + code, "{\"status\":301}");
    one.delete(code);
    one.delete(code);
    assertThat(
            lab.postgres()
                .texts(
                    0,
                    "shortener",
                    "select action from events where entity_id = '" + code + "' order by id"))
        .containsExactly("create", "update", "delete");
    assertThat(
            lab.postgres()
                .number(
                    0,
                    "shortener",
                    "select has_table_privilege('shortener_app', 'events', 'update')::int"
                        + " + has_table_privilege('shortener_app', 'events', 'delete')::int"))
        .as("the trail cannot be rewritten")
        .isZero();
  }

  @Test
  void aSingleLinksEndpointsTakeOneStatementEachAndOneMoreWithItsEditSecret() {
    double before = statements("/api/links");
    String code = one.create("https://n.example/").code();
    assertStatements("/api/links", before, 1);
    before = statements("/api/links/{code}");
    one.get(LINKS + "/" + code);
    assertStatements("/api/links/{code}", before, 1);
    one.send("PATCH", LINKS + "/" + code, "{\"tags\":[\"x\"]}");
    assertStatements("/api/links/{code}", before, 3); // one more for its edit secret
    one.delete(code);
    assertStatements("/api/links/{code}", before, 5);
    before = statements("/{code}");
    String cold = two.create("https://n.example/").code();
    one.redirect(cold);
    assertStatements("/{code}", before, 0);
  }

  @Test
  void badInputIsAProblemThatNamesTheRule() {
    String target = "{\"target\":\"https://x.example/\",";
    assertProblem(one.post(LINKS, target + "\"colour\":1}"), 400, "colour");
    assertProblem(one.post(LINKS, target + "\"alias\":\"api\"}"), 400, "reserved");
    assertProblem(one.post(LINKS, target + "\"alias\":\"a/b\"}"), 400, "3 to 64");
    assertProblem(one.post(LINKS, target + "\"alias\":1}"), 400, "no string");
    assertProblem(one.post(LINKS, target + "\"status\":303}"), 400, "301, 302, 307 or 308");
    assertProblem(one.post(LINKS, target + "\"status\":1.5}"), 400, "whole number");
    assertProblem(one.post(LINKS, target + "\"active\":0}"), 400, "neither true nor false");
    assertProblem(one.post(LINKS, target + "\"maxVisits\":0}"), 400, "at least 1");
    assertProblem(one.post(LINKS, target + "\"expiresAt\":\"soon\"}"), 400, "no date");
    assertProblem(
        one.post(LINKS, target + "\"expiresAt\":\"2020-01-01T00:00:00Z\"}"), 400, "future");
    assertProblem(one.post(LINKS, target + "\"tags\":\"a\"}"), 400, "list of strings");
    assertProblem(one.post(LINKS, target + "\"tags\":[\"a b\"]}"), 400, "tag");
    assertProblem(one.post(LINKS, "{\"target\":\"https://u:p@x.example/\"}"), 400, "password");
    assertProblem(
        one.post(LINKS, "{\"target\":\"http://127.0.0.1:%d/abc\"}".formatted(one.port())),
        400,
        "circle");
    assertProblem(admin.get(LINKS + "?limit=0"), 400, "1 to 200");
    assertProblem(admin.get(LINKS + "?limit=x"), 400, "whole number");
    assertProblem(admin.get(LINKS + "?cursor=%21"), 400, "next");
    assertProblem(admin.get(LINKS + "?target=ab"), 400, "3 to 200");
    assertProblem(one.get(LINKS + "/nothing"), 404, "no such link");
    assertProblem(one.send("PATCH", LINKS + "/nothing", "{}"), 404, "no such link");
    assertProblem(one.get(LINKS + "/a.b"), 404, "no such link");
  }

  private static double statements(String route) {
    return one.statements(route);
  }

  private static void assertStatements(String route, double before, int expected) {
    one.awaitStatements(route, before, expected);
  }

  private static void assertProblem(Answer answer, int status, String detail) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(answer.body()).contains("\"status\":" + status, detail).doesNotContain("Exception");
  }
}

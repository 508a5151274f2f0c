package dev.labctl.shortener;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Client.Answer;
import dev.labctl.shortener.servers.Lab;
import dev.labctl.shortener.servers.Patience;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/** Clicks through two instances to Postgres and back. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ClicksIT {
  private static Lab lab;
  private static Client one;
  private static Client two;

  @BeforeAll
  static void start() {
    Patience.awaitAnHourThatLasts();
    lab = new Lab().start();
    one = lab.app("one");
    two = lab.app("two");
    await().until(one::ready);
    await().until(two::ready);
    await()
        .untilAsserted(() -> assertThat(number("select count(*) from visitor_salts")).isEqualTo(2));
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  @Order(1)
  void everyRedirectOfEveryInstanceIsCountedOnceUnderItsReferrerAndAgent() throws Exception {
    awaitTheSharedSalt();
    String code = one.create("https://load.example/").code();
    // The HTTP/1.1 client opens a connection for each call at once.
    Semaphore limit = new Semaphore(16);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 600; i++) {
        Client client = i % 2 == 0 ? one : two;
        String agent = i % 3 == 0 ? "Googlebot/2.1" : "Mozilla/5.0 Firefox/145.0";
        String from = "https://www.site" + i % 4 + ".example/page";
        limit.acquire();
        threads.execute(
            () -> {
              assertThat(
                      client
                          .send("GET", "/" + code, "", "User-Agent", agent, "Referer", from)
                          .status())
                  .isEqualTo(302);
              limit.release();
            });
      }
    }
    await().untilAsserted(() -> assertThat(stats(code, "by=day")).contains("\"total\":600"));
    String stats = stats(code, "by=minute");
    assertThat(stats)
        .contains(
            "\"total\":600",
            "{\"host\":\"site0.example\",\"clicks\":150}",
            "{\"host\":\"site3.example\",\"clicks\":150}",
            "\"bots\":200,",
            "{\"family\":\"Firefox\",\"clicks\":400},{\"family\":\"Bot\",\"clicks\":200}",
            "\"wholeDays\":{")
        // One address with two agents, the same through both instances: the salt is shared. Two
        // visitors share a register of the sketch once in 2,048 times.
        .containsPattern("\"uniqueVisitors\":[12]\\b");
    assertThat(stats(code, "by=hour")).contains("\"total\":600");
    assertThat(number("select bots from click_days where code = '" + code + "'")).isEqualTo(200);
    assertThat(number("select cardinality(at) from click_visits where code = '" + code + "'"))
        .isBetween(10L, 100L);
    assertThat(one.admin("/metrics").body())
        .contains("shortener_clicks_dropped_total 0.0", "shortener_click_queue_size 0.0")
        .containsPattern("shortener_clicks_flushed_total [1-9]")
        .containsPattern("shortener_click_flush_duration_seconds_count [1-9]");
  }

  /** Until it has read the day's salt from Postgres an instance hashes with one of its own. */
  private static void awaitTheSharedSalt() {
    await()
        .untilAsserted(
            () -> {
              String code = one.create("https://salt.example/").code();
              one.send("GET", "/" + code, "", "User-Agent", "one visitor");
              two.send("GET", "/" + code, "", "User-Agent", "one visitor");
              await()
                  .untilAsserted(() -> assertThat(stats(code, "by=day")).contains("\"total\":2"));
              assertThat(stats(code, "by=day")).contains("\"uniqueVisitors\":1");
            });
  }

  @Test
  @Order(2)
  void noAddressIsStoredAnywhere() {
    for (String table :
        lab.postgres()
            .texts(
                0,
                "shortener",
                "select relname from pg_class where relname like 'click%' and relkind = 'r'")) {
      assertThat(
              number(
                  "select count(*) from %s as t where t::text like '%%127.0.0.1%%'"
                      .formatted(table)))
          .as(table)
          .isZero();
    }
  }

  @Test
  @Order(3)
  void statisticsAreForThoseWhoMaySeeTheLinkAndRefuseWrongQuestions() {
    assertThat(one.get("/api/links/nosuch1/stats").status()).isEqualTo(404);
    String code = one.create("https://load.example/").code();
    assertThat(stats(code, "")).contains("\"by\":\"day\"", "\"total\":0", "\"referrers\":[]");
    assertThat(stats(code, "by=hour&from=2026-01-01&to=2026-01-02T00:30:00Z"))
        .contains("\"from\":\"2026-01-01T00:00:00Z\"", "\"to\":\"2026-01-02T01:00:00Z\"");
    assertThat(one.get("/api/links/" + code + "/stats?by=week").status()).isEqualTo(400);
    assertThat(one.get("/api/links/" + code + "/stats?from=yesterday").status()).isEqualTo(400);
    assertThat(one.get("/api/links/" + code + "/stats?by=minute&from=2026-01-01").body())
        .contains("must be 1 to 1440");
    assertThat(one.get("/api/links/" + code + "/stats?from=2026-02-01&to=2026-01-01").status())
        .isEqualTo(400);
  }

  @Test
  @Order(4)
  void aLinkHasALimitedNumberOfReferrersADay() {
    String code = one.create("https://load.example/").code();
    for (int round = 0; round < 2; round++) {
      for (int i = 0; i < 40; i++) {
        click(one, code, "https://h" + round + "x" + i + ".example/");
      }
      long expected = 40 * (round + 1);
      await().untilAsserted(() -> assertThat(total(code)).isEqualTo(expected));
    }
    String where = " from click_days, jsonb_each_text(referrers) where code = '%s'".formatted(code);
    assertThat(number("select count(*)" + where)).isBetween(41L, 51L);
    assertThat(number("select sum(value::bigint)" + where)).isEqualTo(80);
    assertThat(number("select value::bigint" + where + " and key = 'other'")).isGreaterThan(20);
    assertThat(stats(code, "")).contains("\"total\":80", "{\"host\":\"other\",\"clicks\":");
  }

  @Test
  @Order(5)
  void aDeletedLinkTakesItsClicksAlong() {
    String json = "{\"target\":\"https://load.example/\",\"alias\":\"again\"}";
    assertThat(one.post("/api/links", json).status()).isEqualTo(201);
    click(one, "again", "https://news.example/");
    await().untilAsserted(() -> assertThat(total("again")).isEqualTo(1));
    assertThat(one.delete("again").status()).isEqualTo(204);
    assertThat(number("select count(*) from click_visits where code = 'again'")).isZero();
    assertThat(one.post("/api/links", json).status()).isEqualTo(201);
    assertThat(stats("again", "")).contains("\"total\":0");
  }

  @Test
  @Order(6)
  void minutesBecomeHoursAfterTwoDaysAndOldHoursAndSaltsAreForgotten() {
    String code = one.create("https://load.example/").code();
    String values = "values ('" + code + "', date_trunc('hour', now(), 'UTC') - interval ";
    lab.postgres()
        .execute(
            0,
            "shortener",
            "insert into click_minutes " + values + "'49 hours 1 minute', 1)",
            "insert into click_minutes " + values + "'49 hours 2 minutes', 2)",
            "insert into click_hours " + values + "'50 hours', 4)",
            "insert into click_hours " + values + "'94 days', 8)",
            "insert into click_minutes " + values + "'94 days', 16)", // the lab stood still since
            "insert into visitor_salts values (current_date - 2, '0123456789abcdef')");
    LocalDate today = LocalDate.now(ZoneOffset.UTC);
    String lastDays = "by=hour&from=" + today.minusDays(4) + "&to=" + today;
    assertThat(stats(code, lastDays)).contains("\"total\":7");
    // A fresh instance trims and asks for salts in its first seconds.
    lab.app("three");
    await()
        .untilAsserted(
            () ->
                assertThat(
                        number(
                            "select (select count(*) from click_minutes where code = '%1$s') +"
                                + " (select count(*) from click_hours where code = '%1$s' and"
                                + " hour < now() - interval '93 days') + (select"
                                + " count(*) from visitor_salts where day < current_date - 1)"
                                    .formatted(code)))
                    .isZero());
    assertThat(number("select clicks from click_hours where code = '" + code + "'")).isEqualTo(7);
    assertThat(stats(code, lastDays)).contains("\"total\":7");
    assertThat(
            lab.postgres().texts(0, "shortener", "select day from visitor_salts order by day desc"))
        .startsWith(LocalDate.now(ZoneOffset.UTC).plusDays(1).toString());
  }

  @Test
  @Order(7)
  void clicksOfAllLinksTogetherAreCountedForTheirOwnerAndForAdmins() {
    String admin = Admins.key(one, lab.config("totals-admin", 1, 2), "ada");
    String user = user(admin, "bob");
    long before = together(admin, "minute");
    String own = one.as(user).create("https://own.example/").code();
    String nobodys = one.create("https://load.example/").code();
    for (int i = 0; i < 6; i++) {
      click(i % 2 == 0 ? one : two, own, "https://news.example/");
      click(one, nobodys, "https://news.example/");
    }
    await().untilAsserted(() -> assertThat(together(user, "minute")).isEqualTo(6));
    await().untilAsserted(() -> assertThat(together(admin, "minute")).isEqualTo(before + 12));
    assertThat(together(user, "hour")).isEqualTo(6);
    assertThat(together(user, "day")).isEqualTo(6);
    assertThat(one.as(admin).delete(own).status()).isEqualTo(204);
    assertThat(together(user, "minute")).as("what a deleted link got, stays").isEqualTo(6);
    assertThat(one.get("/api/stats").status()).isEqualTo(401);
    assertThat(one.as(user).get("/api/stats?by=minute&from=2026-01-01").body())
        .contains("must be 1 to 1440");
  }

  @Test
  @Order(8)
  void totalsBecomeHoursAfterTwoDaysAndAreForgottenAfterTwoYears() {
    String values = "values (77, date_trunc('hour', now(), 'UTC') - interval ";
    lab.postgres()
        .execute(
            0,
            "shortener",
            "insert into click_total_minutes "
                + values
                + "'49 hours 1 minute', gen_random_uuid(), 1)",
            "insert into click_total_minutes "
                + values
                + "'49 hours 1 minute', gen_random_uuid(), 2)",
            "insert into click_total_minutes " + values + "'733 days', gen_random_uuid(), 16)",
            "insert into click_total_hours " + values + "'50 hours', 4)",
            "insert into click_total_hours " + values + "'733 days', 8)");
    lab.app("four"); // a fresh instance trims in its first seconds
    await()
        .untilAsserted(
            () ->
                assertThat(
                        lab.postgres()
                            .texts(
                                0,
                                "shortener",
                                "select clicks from click_total_minutes where owner = 77 union all"
                                    + " select clicks from click_total_hours where owner = 77"
                                    + " order by clicks"))
                    .containsExactly("7"));
  }

  /** All clicks of the last minutes, hours or days of links that a caller may see. */
  private static long together(String key, String by) {
    Answer answer = one.as(key).get("/api/stats?by=" + by);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    Matcher total = Pattern.compile("\"total\":([0-9]+)").matcher(answer.body());
    assertThat(total.find()).as(answer.body()).isTrue();
    return Long.parseLong(total.group(1));
  }

  private static String user(String admin, String name) {
    Client patient = one;
    String body = "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, Admins.PASSWORD);
    assertThat(patient.as(admin).post("/api/users", body).status()).isEqualTo(201);
    return Admins.signedInKey(
        patient, name, "{\"name\":\"test\",\"password\":\"%s\"}".formatted(Admins.PASSWORD));
  }

  @Test
  @Order(9)
  void countsWaitWhileThePrimaryIsFrozenAndAreAddedOnce() {
    String code = one.create("https://load.example/").code();
    click(one, code, "https://news.example/");
    await().untilAsserted(() -> assertThat(total(code)).isEqualTo(1));
    // Frozen in the middle of whatever it does: perhaps with a batch applied and not answered.
    lab.postgres().server(0).freeze();
    for (int i = 0; i < 50; i++) {
      click(one, code, "https://news.example/");
    }
    await()
        .untilAsserted(
            () ->
                assertThat(one.admin("/metrics").body())
                    .containsPattern("shortener_click_flush_failures_total [1-9]"));
    for (int i = 0; i < 50; i++) {
      click(one, code, "https://news.example/");
    }
    lab.postgres().server(0).thaw();
    await().untilAsserted(() -> assertThat(total(code)).isEqualTo(101));
    assertThat(one.admin("/metrics").body()).contains("shortener_clicks_dropped_total 0.0");
  }

  private static void click(Client client, String code, String referrer) {
    Answer answer = client.send("GET", "/" + code, "", "Referer", referrer);
    assertThat(answer.status()).isEqualTo(302);
  }

  private static String stats(String code, String query) {
    Answer answer = one.get("/api/links/" + code + "/stats?" + query);
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return answer.body();
  }

  private static long total(String code) {
    return number("select coalesce(sum(clicks), 0) from click_minutes where code = '" + code + "'");
  }

  private static long number(String sql) {
    return lab.postgres().number(0, "shortener", sql);
  }
}

package dev.labctl.shortener;

import static dev.labctl.shortener.servers.Patience.await;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Client.Answer;
import dev.labctl.shortener.servers.Lab;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Who may do what: users, sign-in, API keys and ownership, on healthy servers. One class, so that
 * Postgres, Redis and the service start once for all of it.
 */
class AccessIT {
  private static final String PASSWORD = Admins.PASSWORD;
  private static final String LINKS = "/api/links";
  private static final String TARGET = "{\"target\":\"https://access.example/\"}";
  private static Lab lab;
  private static Client one;
  private static Client two;
  private static Client closed;
  private static String root;

  @BeforeAll
  static void start() {
    lab = new Lab().start();
    one = lab.app("one");
    two = lab.app("two");
    closed =
        lab.app("closed", config -> config.replace("anonymousCreate: true", "tokenLifetime: 10s"));
    Path config = lab.config("admin", one.port(), one.adminPort());
    Admins.create(config, "root", PASSWORD);
    for (Client client : new Client[] {one, two, closed}) {
      await().until(client::ready);
    }
    root = signIn(one, "root", PASSWORD);
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  void aTokenOfOneInstanceIsGoodOnAll() {
    Answer made = two.send("POST", LINKS, TARGET, "Authorization", root);
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    assertThat(made.body()).contains("\"owner\":" + idOf("root"));
    assertThat(closed.send("GET", LINKS, "", "Authorization", root).status()).isEqualTo(200);
  }

  @Test
  void aSignInIsWrittenDownWithoutACacheKeepingItsToken() {
    long before = count("select count(*) from events where action = 'login'");
    Answer answer = one.post("/api/tokens", credentials("ROOT", PASSWORD));
    assertThat(answer.status()).isEqualTo(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    assertThat(answer.body()).contains("\"type\":\"Bearer\"", "\"expiresAt\":\"2");
    assertThat(count("select count(*) from events where action = 'login'")).isEqualTo(before + 1);
  }

  @Test
  void wrongPasswordsAndUnknownNamesAreToldApartByNobody() {
    Answer wrong = one.post("/api/tokens", credentials("root", "wrong"));
    Answer unknown = one.post("/api/tokens", credentials("nobody", "wrong"));
    Answer impossible = one.post("/api/tokens", credentials("no such name!", ""));
    assertThat(wrong.status()).isEqualTo(401);
    assertThat(wrong.header("WWW-Authenticate")).isEqualTo("Bearer");
    assertThat(unknown.status()).isEqualTo(401);
    assertThat(unknown.body()).isEqualTo(wrong.body()).isEqualTo(impossible.body());
    assertThat(one.post("/api/tokens", "{\"name\":\"root\"}").status()).isEqualTo(400);
  }

  @Test
  void anExpiredTokenIsRefused() {
    String token = signIn(closed, "root", PASSWORD);
    assertThat(closed.send("GET", LINKS, "", "Authorization", token).status()).isEqualTo(200);
    await().until(() -> closed.send("GET", LINKS, "", "Authorization", token).status() == 401);
  }

  @Test
  void aKeyWorksInBothHeadersUntilItIsRevoked() {
    Answer created =
        one.send(
            "POST",
            "/api/keys",
            "{\"password\":\"" + Admins.PASSWORD + "\",\"name\":\"backup\"}",
            "Authorization",
            root);
    assertThat(created.status()).as(created.body()).isEqualTo(201);
    String key = text(created, "key");
    String id = number(created, "id");
    assertThat(created.header("Cache-Control")).isEqualTo("no-store");
    assertThat(two.send("POST", LINKS, TARGET, "X-Api-Key", key).body()).contains("\"owner\":");
    assertThat(two.send("GET", LINKS, "", "Authorization", "Bearer " + key).status())
        .isEqualTo(200);
    Answer listed = one.send("GET", "/api/keys", "", "X-Api-Key", key);
    assertThat(listed.body()).contains("\"name\":\"backup\"").doesNotContain(key);
    assertThat(count("select count(*) from api_keys where hash like '%" + key.substring(4) + "%'"))
        .as("only its hash is stored")
        .isZero();
    assertThat(one.send("DELETE", "/api/keys/" + id, "", "X-Api-Key", key).status())
        .as("it is for links")
        .isEqualTo(403);
    assertThat(one.send("DELETE", "/api/keys/" + id, "", "Authorization", root).status())
        .isEqualTo(204);
    assertThat(one.send("GET", LINKS, "", "X-Api-Key", key).status()).isEqualTo(401);
    await().until(() -> two.send("GET", LINKS, "", "X-Api-Key", key).status() == 401);
    assertThat(one.send("DELETE", "/api/keys/" + id, "", "Authorization", root).status())
        .isEqualTo(404);
    assertThat(
            lab.postgres()
                .texts(
                    0,
                    "shortener",
                    "select action from events where entity = 'key' and entity_id = '"
                        + id
                        + "' order by id"))
        .containsExactly("create", "delete");
  }

  @Test
  void aKeyEndsByItself() {
    Instant expiry = Instant.now().plusSeconds(3);
    Answer created =
        one.send(
            "POST",
            "/api/keys",
            "{\"password\":\""
                + Admins.PASSWORD
                + "\",\"name\":\"short\",\"expiresAt\":\""
                + expiry
                + "\"}",
            "Authorization",
            root);
    assertThat(created.body()).contains("\"expiresAt\":");
    String key = text(created, "key");
    await().until(() -> one.send("GET", LINKS, "", "X-Api-Key", key).status() == 401);
    assertThat(
            one.send(
                    "POST",
                    "/api/keys",
                    "{\"password\":\"" + Admins.PASSWORD + "\",\"name\":\"\"}",
                    "Authorization",
                    root)
                .status())
        .isEqualTo(400);
  }

  @Test
  void anonymousCallersChangeNothingWhereTheyAreNotWelcome() {
    String code = one.create("https://open.example/").code();
    for (Answer answer :
        new Answer[] {
          closed.create("https://x.example/"),
          closed.post(LINKS + "/bulk", "{\"links\":[" + TARGET + "]}"),
          closed.post(LINKS + "/import", "target\nhttps://x.example/"),
          closed.send("PATCH", LINKS + "/" + code, "{\"active\":false}"),
          closed.delete(code)
        }) {
      assertThat(answer.status()).isEqualTo(401);
      assertThat(answer.header("Content-Type")).isEqualTo("application/problem+json");
    }
    assertThat(closed.redirect(code).status()).isEqualTo(302);
  }

  @Test
  void aLostAdminGetsANewPassword() {
    Path config = lab.config("again", one.port(), one.adminPort());
    Admins.create(config, "second", PASSWORD);
    String token = signIn(one, "second", PASSWORD);
    Admins.create(config, "second", "another password");
    signIn(one, "second", "another password");
    assertThat(one.post("/api/tokens", credentials("second", PASSWORD)).status()).isEqualTo(401);
    await().until(() -> one.send("GET", LINKS, "", "Authorization", token).status() == 401);
    assertThat(
            lab.postgres()
                .number(
                    0,
                    "shortener",
                    "select has_table_privilege('shortener_app', 'token_keys', 'update')::int"))
        .isZero();
  }

  @Test
  void eachEndpointIsOpenToWhomItIsMeantFor() {
    String user = userWithToken("matrix");
    String own = one.send("POST", LINKS, TARGET, as(user)).code();
    String foreign = one.send("POST", LINKS, TARGET, as(root)).code();
    String open = one.create("https://open.example/").code();
    String id = "/api/users/" + idOf("matrix");
    // method, path, body; then the status for nobody, the user, an admin
    Object[][] matrix = {
      {"GET", LINKS, "", 401, 200, 200},
      {"POST", LINKS, TARGET, 201, 201, 201},
      {"GET", LINKS + "/" + open, "", 200, 404, 200},
      {"GET", LINKS + "/" + own, "", 404, 200, 200},
      {"GET", LINKS + "/" + foreign, "", 404, 404, 200},
      {"PATCH", LINKS + "/" + open, "{}", 200, 403, 200},
      {"PATCH", LINKS + "/" + own, "{}", 403, 200, 200},
      {"PATCH", LINKS + "/" + foreign, "{}", 403, 403, 200},
      {"DELETE", LINKS + "/" + foreign, "", 403, 403, 204},
      {"DELETE", LINKS + "/" + own, "", 403, 204, 404},
      {"POST", LINKS + "/bulk", "{\"links\":[" + TARGET + "]}", 200, 200, 200},
      {"POST", LINKS + "/import", "target\nhttps://m.example/", 200, 200, 200},
      {"GET", "/api/users", "", 401, 403, 200},
      {"POST", "/api/users", "{\"name\":\"matrix-new\"}", 401, 403, 201},
      {"POST", "/api/users/import", "name\nmatrix-csv", 401, 403, 200},
      {"GET", "/api/users/me", "", 401, 200, 200},
      {"GET", id, "", 401, 200, 200},
      {"GET", "/api/users/1", "", 401, 403, 200},
      {"GET", "/api/users/99999", "", 401, 403, 404},
      {"PATCH", id, "{\"name\":\"matrix\"}", 401, 403, 200},
      {"PATCH", id, "{\"admin\":false}", 401, 403, 200},
      {"PATCH", "/api/users/1", "{\"active\":true}", 401, 403, 200},
      {"GET", id + "/links", "", 401, 200, 200},
      {"GET", "/api/users/1/links", "", 401, 403, 200},
      {"GET", "/api/events", "", 401, 200, 200},
      {"GET", "/api/events?actor=1", "", 401, 403, 200},
      {"GET", "/api/keys", "", 401, 200, 200},
      {"GET", "/api/keys?user=1", "", 401, 403, 200},
      {
        "POST",
        "/api/keys",
        "{\"password\":\"" + Admins.PASSWORD + "\",\"name\":\"m\"}",
        401,
        201,
        201
      },
      {
        "POST",
        "/api/keys",
        "{\"password\":\"" + Admins.PASSWORD + "\",\"name\":\"m\",\"user\":1}",
        401,
        403,
        201
      },
      {"DELETE", "/api/keys/99999", "", 401, 404, 404},
      {"GET", "/openapi", "", 200, 200, 200},
      {"DELETE", id, "", 401, 403, 204},
    };
    for (Object[] row : matrix) {
      for (int who = 0; who < 3; who++) {
        String[] headers = who == 0 ? new String[0] : as(who == 1 ? user : root);
        Answer answer = one.send((String) row[0], (String) row[1], (String) row[2], headers);
        assertThat(answer.status())
            .as("%s %s as %d: %s", row[0], row[1], who, answer.body())
            .isEqualTo(row[3 + who]);
      }
    }
  }

  @Test
  void aUserChangesHisPasswordAndNothingElse() {
    String user = userWithToken("changes");
    String change = "{\"password\":\"a new password\",\"currentPassword\":\"%s\"}";
    Answer without =
        one.send("PATCH", "/api/users/me", "{\"password\":\"a new password\"}", as(user));
    assertThat(without.status()).isEqualTo(400);
    assertThat(one.send("PATCH", "/api/users/me", change.formatted("wrong"), as(user)).status())
        .isEqualTo(403);
    assertThat(one.send("PATCH", "/api/users/me", change.formatted(PASSWORD), as(user)).status())
        .isEqualTo(200);
    assertThat(one.send("GET", "/api/users/me", "", as(user)).status())
        .as("older tokens end")
        .isEqualTo(401);
    String again = signIn(one, "changes", "a new password");
    assertThat(one.send("GET", "/api/users/me", "", as(again)).body())
        .contains("\"name\":\"changes\"", "\"admin\":false", "\"active\":true")
        .doesNotContain("password", "argon2");
  }

  @Test
  void whoeverIsSwitchedOffOrDeletedIsOutEverywhere() {
    String user = userWithToken("leaver");
    String key =
        text(
            one.send(
                "POST",
                "/api/keys",
                "{\"password\":\"" + Admins.PASSWORD + "\",\"name\":\"k\"}",
                as(user)),
            "key");
    String code = one.send("POST", LINKS, TARGET, as(user)).code();
    String path = "/api/users/" + idOf("leaver");
    assertThat(two.send("GET", LINKS, "", "X-Api-Key", key).status()).isEqualTo(200);
    one.send("PATCH", path, "{\"active\":false}", as(root));
    assertThat(one.send("GET", LINKS, "", as(user)).status()).isEqualTo(401);
    assertThat(one.send("GET", LINKS, "", "X-Api-Key", key).status()).isEqualTo(401);
    assertThat(one.post("/api/tokens", credentials("leaver", PASSWORD)).status()).isEqualTo(401);
    await().until(() -> two.send("GET", LINKS, "", "X-Api-Key", key).status() == 401);
    one.send("PATCH", path, "{\"active\":true}", as(root));
    assertThat(one.send("GET", LINKS, "", "X-Api-Key", key).status()).isEqualTo(200);
    assertThat(one.send("DELETE", path, "", as(root)).status()).isEqualTo(204);
    assertThat(one.send("GET", LINKS, "", "X-Api-Key", key).status()).isEqualTo(401);
    assertThat(one.redirect(code).status()).as("a printed link goes on").isEqualTo(302);
    assertThat(one.delete(code).status()).as("and is nobody's to change").isEqualTo(403);
    assertThat(one.send("DELETE", LINKS + "/" + code, "", as(root)).status()).isEqualTo(204);
  }

  @Test
  void theLastAdminCannotGo() throws Exception {
    lab.postgres().execute(0, "shortener", "update users set active = false where name <> 'root'");
    String first = "/api/users/" + idOf("root");
    assertThat(one.send("DELETE", first, "", as(root)).body()).contains("last active admin");
    Admins.create(lab.config("other", one.port(), one.adminPort()), "other-admin");
    String second = "/api/users/" + idOf("other-admin");
    String other = signIn(two, "other-admin", PASSWORD);
    // Each demotes the other at the same moment: one of them stays.
    int done = 0;
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var byFirst =
          threads.submit(() -> one.send("PATCH", second, "{\"admin\":false}", as(root)).status());
      var bySecond =
          threads.submit(() -> two.send("PATCH", first, "{\"admin\":false}", as(other)).status());
      for (int status : new int[] {byFirst.get(), bySecond.get()}) {
        assertThat(status).isIn(200, 401, 403, 409);
        done += status == 200 ? 1 : 0;
      }
    }
    assertThat(done).isEqualTo(1);
    assertThat(count("select count(*) from users where admin and active")).isEqualTo(1);
    lab.postgres()
        .execute(
            0,
            "shortener",
            "update users set admin = (name = 'root'), active = true"
                + " where name in ('root', 'other-admin')");
    await().until(() -> one.send("GET", "/api/users", "", as(root)).status() == 200);
  }

  @Test
  void usersAreImportedAndBadRowsToldByLine() {
    StringBuilder file = new StringBuilder("Name,Password,Admin,Active\n");
    file.append("csv-ann,").append(PASSWORD).append(",true,\n");
    file.append("csv-ben,,,false\n");
    file.append("csv-carl,short,,\n");
    file.append("CSV-ANN,,,\n");
    file.append("x,,,\n");
    file.append("csv-dora,,maybe,\n");
    for (int i = 0; i < 300; i++) {
      file.append("csv-").append(i).append(",,,\n");
    }
    double before = one.statements("/api/users/import");
    Answer answer = one.send("POST", "/api/users/import", file.toString(), as(root));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body())
        .contains("\"created\":302", "\"failed\":4")
        .contains("{\"line\":4,\"reason\":\"the password has 5 characters")
        .contains("{\"line\":5,\"reason\":\"name 'csv-ann' is in use")
        .contains("{\"line\":6,\"reason\":\"name 'x' is not")
        .contains("{\"line\":7,\"reason\":\"'maybe' is neither");
    // Two batches; the token's user may have to be looked up as well.
    await()
        .untilAsserted(
            () -> assertThat(one.statements("/api/users/import") - before).isBetween(2.0, 3.0));
    signIn(one, "csv-ann", PASSWORD);
    assertThat(one.post("/api/tokens", credentials("csv-ben", "")).status()).isEqualTo(401);
  }

  @Test
  void theTrailIsReadByFilterAndPage() {
    String user = userWithToken("trail");
    long id = idOf("trail");
    String code = one.send("POST", LINKS, TARGET, as(user)).code();
    one.send("PATCH", LINKS + "/" + code, "{\"status\":301}", as(user));
    one.send("DELETE", LINKS + "/" + code, "", as(user));
    String events = "/api/events?";
    double before = one.statements("/api/events");
    Answer own = one.send("GET", events, "", as(user));
    one.awaitStatements("/api/events", before, 1);
    assertThat(actions(own)).containsExactly("delete", "update", "create", "login");
    assertThat(own.body()).contains("\"actor\":" + id, "\"entityId\":\"" + code + "\"");
    assertThat(actions(one.send("GET", events + "entity=link&id=" + code, "", as(root))))
        .containsExactly("delete", "update", "create");
    assertThat(actions(one.send("GET", events + "entity=user&id=" + id, "", as(root))))
        .containsExactly("login", "create");
    assertThat(actions(one.send("GET", events + "action=login&actor=" + id, "", as(root))))
        .containsExactly("login");
    Answer page = one.send("GET", events + "limit=3&actor=" + id, "", as(root));
    assertThat(actions(page)).hasSize(3);
    Answer rest =
        one.send(
            "GET", events + "limit=3&actor=" + id + "&cursor=" + text(page, "next"), "", as(root));
    assertThat(actions(rest)).containsExactly("login");
    assertThat(rest.body()).doesNotContain("next");
    String from = Instant.now().plusSeconds(60).toString();
    assertThat(actions(one.send("GET", events + "from=" + from, "", as(root)))).isEmpty();
    assertThat(actions(one.send("GET", events + "actor=" + id + "&to=" + from, "", as(root))))
        .hasSize(4);
    String since = "from=2020-01-01T00:00:00Z&to=" + from;
    assertThat(actions(one.send("GET", events + since + "&actor=" + id, "", as(root)))).hasSize(4);
    assertThat(actions(one.send("GET", events + "to=2020-01-01T00:00:00Z", "", as(root))))
        .isEmpty();
    for (String bad :
        new String[] {"entity=x", "action=x", "from=x", "id=1", "cursor=x", "actor=x", "limit=0"}) {
      assertThat(one.send("GET", events + bad, "", as(root)).status()).as(bad).isEqualTo(400);
    }
  }

  @Test
  void managingUsersTakesOneStatementEach() {
    one.send("GET", "/api/users/me", "", as(root)); // the token's user is known from here on
    String path = "/api/users";
    double before = one.statements(path);
    one.send("POST", path, "{\"name\":\"counted\"}", as(root));
    one.awaitStatements(path, before, 1);
    one.send("GET", path + "?limit=200", "", as(root));
    one.awaitStatements(path, before, 2);
    String id = path + "/" + idOf("counted");
    before = one.statements("/api/users/{id}");
    one.send("GET", id, "", as(root));
    one.awaitStatements("/api/users/{id}", before, 1);
    one.send("PATCH", id, "{\"active\":false}", as(root));
    one.awaitStatements("/api/users/{id}", before, 2);
    one.send("GET", path + "/me", "", as(root)); // known again: a change forgets everybody
    before = one.statements("/api/users/{id}");
    one.send("DELETE", id, "", as(root));
    one.awaitStatements("/api/users/{id}", before, 1);
    one.send("GET", path + "/me", "", as(root));
    before = one.statements("/api/users/{id}/links");
    one.send("GET", path + "/me/links", "", as(root));
    one.awaitStatements("/api/users/{id}/links", before, 1);
  }

  @Test
  void whoeverAsksTooOftenIsToldWhenToComeBack() {
    Client limited =
        lab.app(
            "limited",
            """
            limits:
              perAddress: {requests: 3, per: 60m}
              perUser: {requests: 5, per: 60m}
              signIns: {requests: 2, per: 1m}
            """);
    await().until(limited::ready);
    for (int i = 0; i < 5; i++) {
      Answer answer = limited.send("GET", LINKS, "", as(root));
      assertThat(answer.status()).isEqualTo(200);
      assertThat(answer.header("RateLimit-Policy")).isEqualTo("\"user\";q=5;w=3600");
      assertThat(answer.header("RateLimit")).startsWith("\"user\";r=" + (4 - i) + ";t=");
    }
    Answer refused = limited.send("GET", LINKS, "", as(root));
    assertThat(refused.status()).isEqualTo(429);
    assertThat(refused.header("Content-Type")).isEqualTo("application/problem+json");
    assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 720);
    assertThat(refused.header("RateLimit")).startsWith("\"user\";r=0;t=");
    // The address has its own bucket, which bad credentials share.
    assertThat(limited.create("https://rate.example/").header("RateLimit"))
        .startsWith("\"address\";r=2;");
    assertThat(limited.send("GET", LINKS, "", "X-Api-Key", "wrong").status()).isEqualTo(401);
    assertThat(limited.post("/api/tokens", credentials("trier", "wrong")).status()).isEqualTo(401);
    String forged = "X-Forwarded-For";
    assertThat(limited.send("GET", LINKS, "", forged, "198.51.100.1").status()).isEqualTo(429);
    assertThat(limited.redirect("nothing").status()).as("redirects are free").isEqualTo(404);
  }

  @Test
  void searchesAndStatisticsHaveALimitOfTheirOwn() {
    Client limited = lab.app("dear", "limits: {dear: {requests: 2, per: 60m}}\n");
    await().until(limited::ready);
    String search = LINKS + "?target=example";
    for (int i = 0; i < 2; i++) {
      assertThat(limited.get(search).status()).isEqualTo(401);
    }
    assertThat(limited.get(search).status()).isEqualTo(429);
    assertThat(limited.get(LINKS + "/abcdefg/stats").status()).isEqualTo(429);
    assertThat(limited.get(LINKS).status()).as("a list costs little").isEqualTo(401);
    assertThat(limited.create("https://cheap.example/").status()).isEqualTo(201);
    assertThat(limited.send("GET", search, "", as(root)).status())
        .as("a user's own")
        .isEqualTo(200);
  }

  @Test
  void aNameIsNotGuessedForLong() {
    Client slow =
        lab.app(
            "slow",
            """
            limits: {signIns: {requests: 2, per: 1m}}
            """);
    await().until(slow::ready);
    Admins.create(lab.config("guessed", one.port(), one.adminPort()), "guessed");
    for (int i = 0; i < 5; i++) {
      signIn(slow, "guessed", PASSWORD);
    }
    for (String name : new String[] {"guessed", "nobody-at-all"}) {
      assertThat(slow.post("/api/tokens", credentials(name, "wrong")).status()).isEqualTo(401);
      assertThat(slow.post("/api/tokens", credentials(name, "wrong")).status()).isEqualTo(401);
      Answer refused = slow.post("/api/tokens", credentials(name, PASSWORD));
      assertThat(refused.status()).isEqualTo(429);
      assertThat(refused.header("RateLimit-Policy")).isEqualTo("\"sign-ins\";q=2;w=60");
      assertThat(Integer.parseInt(refused.header("Retry-After"))).isBetween(1, 60);
    }
  }

  @Test
  void aProxysWordIsTakenForTheAddress() {
    Client behind =
        lab.app(
            "behind",
            config ->
                config.replace("drain: 1s", "drain: 1s, trustedProxies: [127.0.0.0/8]")
                    + "limits: {perAddress: {requests: 1, per: 60m}}\n");
    await().until(behind::ready);
    for (String client : new String[] {"198.51.100.1", "198.51.100.2"}) {
      String[] header = {"X-Forwarded-For", "203.0.113.1, " + client};
      assertThat(behind.send("GET", LINKS, "", header).status()).isEqualTo(401);
      assertThat(behind.send("GET", LINKS, "", header).status()).isEqualTo(429);
    }
  }

  private static List<String> actions(Answer answer) {
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return Pattern.compile("\"action\":\"([a-z]+)\"")
        .matcher(answer.body())
        .results()
        .map(match -> match.group(1))
        .toList();
  }

  @Test
  void theCommandReadsThePasswordFromItsInput() {
    String config = lab.config("command", one.port(), one.adminPort()).toString();
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream("typed on a terminal\r\nmore\n".getBytes(UTF_8)));
      assertThat(run("create-admin", "--config", config, "--name", "Commander")).isZero();
      signIn(one, "commander", "typed on a terminal");
      System.setIn(new ByteArrayInputStream("short\n".getBytes(UTF_8)));
      assertThat(run("create-admin", "--config", config, "--name", "commander")).isEqualTo(2);
      assertThat(run("create-admin", "--config", config, "--name", "no name")).isEqualTo(2);
      assertThat(run("create-admin", "--config", config)).isEqualTo(2);
      assertThat(run("create-admin", "--config", config, "--password", "x")).isEqualTo(2);
    } finally {
      System.setIn(before);
    }
    signIn(one, "commander", "typed on a terminal");
  }

  private static int run(String... args) {
    return new Program(UnaryOperator.identity()).run(args);
  }

  @Test
  void signingInTakesFourStatementsAndAKnownKeyNone() {
    double before = one.statements("/api/tokens");
    signIn(one, "root", PASSWORD);
    one.awaitStatements("/api/tokens", before, 4);
    before = one.statements("/api/keys");
    String key =
        text(
            one.send(
                "POST",
                "/api/keys",
                "{\"password\":\"" + Admins.PASSWORD + "\",\"name\":\"n\"}",
                "Authorization",
                root),
            "key");
    double made = one.statements("/api/keys");
    assertThat(made - before)
        .as("one more if the token's user was not known")
        .isIn(0.0, 1.0, 2.0, 3.0);
    one.send("GET", "/api/keys", "", "X-Api-Key", key);
    await().until(() -> one.statements("/api/keys") >= made + 1);
    before = one.statements("/api/keys");
    one.send("GET", "/api/keys", "", "X-Api-Key", key);
    one.awaitStatements("/api/keys", before, 1);
  }

  private static String[] as(String credential) {
    return new String[] {"Authorization", credential};
  }

  private static String userWithToken(String name) {
    String body = "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, PASSWORD);
    Answer made = one.send("POST", "/api/users", body, as(root));
    assertThat(made.status()).as(made.body()).isEqualTo(201);
    return signIn(one, name, PASSWORD);
  }

  private static String signIn(Client client, String name, String password) {
    Answer answer = client.post("/api/tokens", credentials(name, password));
    assertThat(answer.status()).as(answer.body()).isEqualTo(200);
    return "Bearer " + text(answer, "token");
  }

  private static String credentials(String name, String password) {
    return "{\"name\":\"%s\",\"password\":\"%s\"}".formatted(name, password);
  }

  private static long count(String sql) {
    return lab.postgres().number(0, "shortener", sql);
  }

  private static long idOf(String name) {
    return count("select id from users where name = '" + name + "'");
  }

  private static String text(Answer answer, String member) {
    return find(answer, "\"" + member + "\":\"([^\"]+)\"");
  }

  private static String number(Answer answer, String member) {
    return find(answer, "\"" + member + "\":([0-9]+)");
  }

  private static String find(Answer answer, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(answer.body());
    assertThat(matcher.find()).as(answer.status() + " " + answer.body()).isTrue();
    return matcher.group(1);
  }

  @Test
  void aKeyDoesWhatItIsForAndMakesNoKeys() {
    String make = "{\"name\":\"s\",\"password\":\"%s\",\"scopes\":[\"%s\"]}";
    String reader =
        text(one.send("POST", "/api/keys", make.formatted(PASSWORD, "read"), as(root)), "key");
    String maker =
        text(one.send("POST", "/api/keys", make.formatted(PASSWORD, "create"), as(root)), "key");
    Client reads = one.as(reader);
    Client makes = one.as(maker);
    assertThat(reads.get(LINKS).status()).isEqualTo(200);
    assertThat(reads.create("https://x.example/").status()).isEqualTo(403);
    assertThat(makes.create("https://x.example/").status()).isEqualTo(201);
    assertThat(makes.get(LINKS).status()).isEqualTo(403);
    for (Client client : new Client[] {reads, makes}) {
      assertThat(client.get("/api/users").status()).as("no admin's key").isEqualTo(403);
      assertThat(client.post("/api/keys", make.formatted(PASSWORD, "read")).status())
          .isEqualTo(403);
    }
    Answer all = one.send("POST", "/api/keys", Admins.KEY, as(root));
    assertThat(one.as(text(all, "key")).get("/api/users").status()).isEqualTo(200);
    assertThat(one.as(text(all, "key")).post("/api/keys", make.formatted(PASSWORD, "read")).body())
        .contains("a key makes no keys");
    assertThat(one.send("POST", "/api/keys", make.formatted("wrong", "read"), as(root)).status())
        .isEqualTo(403);
    assertThat(one.send("POST", "/api/keys", make.formatted(PASSWORD, "all"), as(root)).status())
        .isEqualTo(400);
  }

  @Test
  void aNewPasswordEndsKeysIfItIsAskedToAndSaysHowManyGoOn() {
    String user = userWithToken("renews");
    String key =
        text(
            one.send(
                "POST",
                "/api/keys",
                "{\"name\":\"k\",\"password\":\"" + PASSWORD + "\"}",
                as(user)),
            "key");
    String change = "{\"password\":\"%s\",\"currentPassword\":\"%s\",\"endKeys\":%s}";
    String me = "/api/users/me";
    assertThat(
            one.send("PATCH", me, change.formatted("second password", PASSWORD, "false"), as(user))
                .body())
        .contains("\"keys\":{", "\"ended\":0", "\"left\":1");
    assertThat(one.as(key).get(LINKS).status()).isEqualTo(200);
    String again = signIn(one, "renews", "second password");
    assertThat(
            one.send(
                    "PATCH",
                    me,
                    change.formatted("third password", "second password", "true"),
                    as(again))
                .body())
        .contains("\"ended\":1", "\"left\":0");
    assertThat(one.as(key).get(LINKS).status()).isEqualTo(401);
  }

  @Test
  void whoForgotThePasswordSetsANewOneWithAnAdminsCodeOnce() {
    String user = userWithToken("forgets");
    Answer begun = one.send("POST", "/api/users/" + idOf("forgets") + "/reset", "", as(root));
    assertThat(begun.status()).as(begun.body()).isEqualTo(201);
    String code = text(begun, "code");
    String body = "{\"name\":\"%s\",\"code\":\"%s\",\"password\":\"a new password\"}";
    assertThat(two.post("/api/passwords", body.formatted("root", code)).status()).isEqualTo(403);
    assertThat(two.post("/api/passwords", body.formatted("forgets", code)).status()).isEqualTo(204);
    assertThat(two.post("/api/passwords", body.formatted("forgets", code)).status()).isEqualTo(403);
    signIn(one, "forgets", "a new password");
    await().until(() -> one.send("GET", "/api/users/me", "", as(user)).status() == 401);
    assertThat(
            lab.postgres()
                .number(
                    0,
                    "shortener",
                    "select count(*) from events where entity = 'user' and detail ? 'reset'"))
        .isGreaterThanOrEqualTo(2);
  }

  @Test
  void anAnonymousLinkIsChangedByWhoHoldsItsSecretAndListedByNobody() {
    Answer made = one.create("https://secret.example/");
    String path = LINKS + "/" + made.code();
    String secret = text(made, "editSecret");
    for (String wrong :
        new String[] {"", "wrong", text(one.create("https://b.example/"), "editSecret")}) {
      String[] header = {"X-Edit-Secret", wrong};
      assertThat(one.send("GET", path, "", header).status()).isEqualTo(404);
      assertThat(one.send("GET", path + "/stats", "", header).status()).isEqualTo(404);
      assertThat(one.send("PATCH", path, "{\"active\":false}", header).status()).isEqualTo(403);
      assertThat(one.send("DELETE", path, "", header).status()).isEqualTo(403);
    }
    assertThat(one.get(LINKS).status()).isEqualTo(401);
    String[] right = {"X-Edit-Secret", secret};
    assertThat(two.send("GET", path, "", right).body()).doesNotContain("editSecret");
    assertThat(two.send("PATCH", path, "{\"active\":false}", right).status()).isEqualTo(200);
    assertThat(two.send("DELETE", path, "", right).status()).isEqualTo(204);
    Answer again =
        one.post(LINKS, "{\"target\":\"https://c.example/\",\"alias\":\"" + made.code() + "\"}");
    assertThat(again.status()).isEqualTo(201);
    assertThat(one.send("DELETE", path, "", right).status())
        .as("the code is another link's now")
        .isEqualTo(403);
  }

  @Test
  void wrongPasswordsAreLimitedOnAllInstancesTogetherAndLockNobodyOut() {
    Admins.create(lab.config("wanted", one.port(), one.adminPort()), "wanted");
    Client behind =
        lab.app(
            "edge",
            config -> config.replace("drain: 1s", "drain: 1s, trustedProxies: [127.0.0.0/8]"));
    await().until(behind::ready);
    String[] attacker = {"X-Forwarded-For", "198.51.100.9"};
    int refused = 0;
    for (int i = 0; i < 40; i++) {
      refused +=
          behind.send("POST", "/api/tokens", credentials("wanted", "wrong" + i), attacker).status()
                  == 429
              ? 1
              : 0;
    }
    assertThat(refused).isGreaterThanOrEqualTo(25);
    Client other =
        lab.app(
            "edge-2",
            config -> config.replace("drain: 1s", "drain: 1s, trustedProxies: [127.0.0.0/8]"));
    await().until(other::ready);
    assertThat(other.send("POST", "/api/tokens", credentials("wanted", "wrong"), attacker).status())
        .as("another instance counts on")
        .isEqualTo(429);
    assertThat(
            behind
                .send(
                    "POST",
                    "/api/tokens",
                    credentials("wanted", PASSWORD),
                    "X-Forwarded-For",
                    "203.0.113.7")
                .status())
        .as("the owner, from elsewhere")
        .isEqualTo(200);
  }

  @Test
  void namesThatNobodyHasTakeNoTurnFromThoseWhoSignIn() throws Exception {
    Admins.create(lab.config("honest", one.port(), one.adminPort()), "honest");
    signIn(one, "honest", PASSWORD);
    Client behind =
        lab.app(
            "random",
            config -> config.replace("drain: 1s", "drain: 1s, trustedProxies: [127.0.0.0/8]"));
    await().until(behind::ready);
    signIn(behind, "honest", PASSWORD);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 100; i++) {
        String[] from = {"X-Forwarded-For", "198.51.100." + i};
        String body = credentials("random-name-" + i, "wrong");
        threads.execute(() -> behind.send("POST", "/api/tokens", body, from));
      }
      for (int i = 0; i < 5; i++) {
        signIn(behind, "honest", PASSWORD);
      }
    }
  }

  @Test
  void theReadersRoleReadsNothingThatSignsOpensOrHides() {
    for (String table :
        new String[] {
          "token_keys", "api_keys", "visitor_salts", "password_resets", "sign_in_attempts"
        }) {
      assertThat(
              lab.postgres()
                  .number(
                      0,
                      "shortener",
                      "select has_table_privilege('shortener_reader', '"
                          + table
                          + "', 'select')::int"))
          .as(table)
          .isZero();
    }
    assertThat(
            lab.postgres()
                .number(
                    0,
                    "shortener",
                    "select has_column_privilege('shortener_reader', 'users', 'password_hash',"
                        + " 'select')::int"))
        .isZero();
  }

  @Test
  void whatIsSomebodysIsKeptByNoCache() {
    String code = one.send("POST", LINKS, TARGET, as(root)).code();
    for (Answer answer :
        new Answer[] {
          one.send("GET", LINKS, "", as(root)),
          one.send("GET", LINKS + "/" + code, "", as(root)),
          one.get("/nothing-here"),
          one.get("/api/users")
        }) {
      assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
      assertThat(answer.header("Vary")).contains("Authorization", "X-Api-Key", "Accept");
    }
    one.send("PATCH", LINKS + "/" + code, "{\"active\":false}", as(root));
    Answer gone = one.redirect(code);
    assertThat(gone.status()).isEqualTo(410);
    assertThat(gone.header("Cache-Control")).isEqualTo("no-store");
  }

  @Test
  void pagesOfOtherOriginsUseTheInterfaceOnlyWhereTheyAreConfigured() {
    Client shared = lab.app("shared", "cors: {origins: ['https://app.example']}\n");
    await().until(shared::ready);
    String[] asks = {
      "Origin", "https://app.example",
      "Access-Control-Request-Method", "PATCH",
      "Access-Control-Request-Headers", "x-api-key"
    };
    String path = "/rest/v3/short-urls";
    Answer allowed = shared.send("OPTIONS", path, "", asks);
    assertThat(allowed.status()).isEqualTo(200);
    assertThat(allowed.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
    var told = allowed.response().headers();
    assertThat(told.allValues("Access-Control-Allow-Methods").toString()).contains("PATCH");
    assertThat(told.allValues("Access-Control-Allow-Headers").toString())
        .containsIgnoringCase("x-api-key");
    for (String headers : List.of("content-type,x-api-key", "Content-Type, X-Api-Key")) {
      asks[3] = "POST";
      asks[5] = headers; // Chromium's way, and that of most examples
      Answer posts = shared.send("OPTIONS", path, "", asks);
      assertThat(posts.header("Access-Control-Allow-Origin"))
          .as(headers)
          .isEqualTo("https://app.example");
      assertThat(
              String.join(
                  ",", posts.response().headers().allValues("Access-Control-Allow-Headers")))
          .containsIgnoringCase("content-type")
          .containsIgnoringCase("x-api-key");
    }
    Answer answer = shared.send("GET", path, "", "Origin", "https://app.example");
    assertThat(answer.status()).isEqualTo(401);
    assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://app.example");
    asks[1] = "https://other.example";
    assertThat(shared.send("OPTIONS", path, "", asks).header("Access-Control-Allow-Origin"))
        .isEmpty();
    asks[1] = "https://app.example";
    assertThat(one.send("OPTIONS", path, "", asks).header("Access-Control-Allow-Origin")).isEmpty();
    assertThat(
            one.send("GET", path, "", "Origin", "https://app.example")
                .header("Access-Control-Allow-Origin"))
        .isEmpty();
    assertThat(shared.send("GET", "/nothing", "", "Origin", "https://app.example").status())
        .as("redirects are everybody's as before")
        .isEqualTo(404);
  }
}

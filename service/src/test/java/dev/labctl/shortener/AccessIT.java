package dev.labctl.shortener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Client.Answer;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Who may do what: users, sign-in, API keys and ownership, on healthy servers. */
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
    closed = lab.app("closed", "auth: {anonymousCreate: false, tokenLifetime: 1s}\n");
    Path config = lab.config("admin", one.port(), one.adminPort());
    Admins.create(config, "root", PASSWORD);
    for (Client client : new Client[] {one, two, closed}) {
      await().atMost(Duration.ofSeconds(10)).until(client::ready);
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
    await()
        .atMost(Duration.ofSeconds(4))
        .until(() -> closed.send("GET", LINKS, "", "Authorization", token).status() == 401);
  }

  @Test
  void aKeyWorksInBothHeadersUntilItIsRevoked() {
    Answer created = one.send("POST", "/api/keys", "{\"name\":\"backup\"}", "Authorization", root);
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
    assertThat(one.send("DELETE", "/api/keys/" + id, "", "X-Api-Key", key).status()).isEqualTo(204);
    assertThat(one.send("GET", LINKS, "", "X-Api-Key", key).status()).isEqualTo(401);
    await()
        .atMost(Duration.ofMillis(5500))
        .until(() -> two.send("GET", LINKS, "", "X-Api-Key", key).status() == 401);
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
    Instant expiry = Instant.now().plusMillis(800);
    Answer created =
        one.send(
            "POST",
            "/api/keys",
            "{\"name\":\"short\",\"expiresAt\":\"" + expiry + "\"}",
            "Authorization",
            root);
    assertThat(created.body()).contains("\"expiresAt\":");
    String key = text(created, "key");
    await()
        .atMost(Duration.ofSeconds(7))
        .until(() -> one.send("GET", LINKS, "", "X-Api-Key", key).status() == 401);
    assertThat(one.send("POST", "/api/keys", "{\"name\":\"\"}", "Authorization", root).status())
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
    await()
        .atMost(Duration.ofMillis(5500))
        .until(() -> one.send("GET", LINKS, "", "Authorization", token).status() == 401);
    assertThat(
            lab.postgres()
                .number(
                    0,
                    "shortener",
                    "select has_table_privilege('shortener_app', 'token_keys', 'update')::int"))
        .isZero();
  }

  @Test
  void signingInTakesTwoStatementsAndAKnownKeyNone() {
    double before = one.statements("/api/tokens");
    signIn(one, "root", PASSWORD);
    one.awaitStatements("/api/tokens", before, 2);
    before = one.statements("/api/keys");
    String key =
        text(one.send("POST", "/api/keys", "{\"name\":\"n\"}", "Authorization", root), "key");
    double made = one.statements("/api/keys");
    assertThat(made - before).as("one more if the token's user was not known").isIn(0.0, 1.0, 2.0);
    one.send("GET", "/api/keys", "", "X-Api-Key", key);
    await().until(() -> one.statements("/api/keys") >= made + 1);
    before = one.statements("/api/keys");
    one.send("GET", "/api/keys", "", "X-Api-Key", key);
    one.awaitStatements("/api/keys", before, 1);
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
}

package dev.labctl.shortener;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Client.Answer;
import dev.labctl.shortener.servers.Lab;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two instances that believe their balancer, which here is every client. */
class BehindABalancerIT {
  private static final String LINKS = "/api/links";
  private static final String TO_1 = "{\"target\":\"https://one.example/\"}";
  private static final String TO_2 = "{\"target\":\"https://two.example/\"}";
  private static Lab lab;
  private static Client client;
  private static Client other;
  private static String admin;

  @BeforeAll
  static void start() {
    lab = new Lab().start();
    client = lab.app("one", BehindABalancerIT::trusting);
    other = lab.app("two", BehindABalancerIT::trusting);
    await().until(() -> client.ready() && other.ready());
    admin = Admins.key(client, lab.config("admin", client.port(), client.adminPort()), "root");
  }

  private static String trusting(String config) {
    return config.replace("drain: 1s", "drain: 1s, trustedProxies: [127.0.0.1]");
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  void twoCallersKeysNeverMeet() {
    Answer first = create(TO_1, "meet", "192.0.2.1");
    Answer stranger = create(TO_1, "meet", "192.0.2.2");
    Answer user = client.send("POST", LINKS, TO_1, "Idempotency-Key", "meet", "X-Api-Key", admin);
    assertThat(first.status()).isEqualTo(201);
    assertThat(stranger.status()).isEqualTo(201);
    assertThat(user.status()).isEqualTo(201);
    assertThat(first.code()).isNotEqualTo(stranger.code()).isNotEqualTo(user.code());
    // 422 is only against one's own.
    assertThat(create(TO_2, "meet", "192.0.2.3").status()).isEqualTo(201);
    assertThat(create(TO_2, "meet", "192.0.2.2").status()).isEqualTo(422);
    Answer again = create(TO_1, "meet", "192.0.2.2");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(stranger.body());
  }

  @Test
  void theSameRequestGetsItsFirstAnswerWhateverWasEditedSince() {
    Answer first = create(TO_1, "edited", "192.0.2.1");
    Answer edited =
        client.send(
            "PATCH",
            LINKS + "/" + first.code(),
            "{\"target\":\"https://two.example/\",\"tags\":[\"new\"]}",
            "X-Api-Key",
            admin);
    assertThat(edited.status()).as(edited.body()).isEqualTo(200);
    Answer again = create(TO_1, "edited", "192.0.2.1");
    assertThat(again.status()).isEqualTo(200);
    assertThat(again.body()).isEqualTo(first.body());
    assertThat(client.redirect(first.code()).header("Location"))
        .as("the answer of then is not the link of now")
        .isEqualTo("https://two.example/");
    String tagged = "{\"target\":\"https://one.example/\",\"tags\":[\"a\"]}";
    assertThat(create(tagged, "edited", "192.0.2.1").status()).isEqualTo(422);
    assertThat(create(TO_2, "edited", "192.0.2.1").status()).isEqualTo(422);
  }

  @Test
  void aKeyHoldsForADay() {
    Answer first = create(TO_1, "day", "192.0.2.1");
    age(first, "23 hours 59 minutes");
    assertThat(create(TO_1, "day", "192.0.2.1").code()).isEqualTo(first.code());
    age(first, "24 hours 1 minute");
    Answer next = create(TO_2, "day", "192.0.2.1");
    assertThat(next.status()).as(next.body()).isEqualTo(201);
    assertThat(next.code()).isNotEqualTo(first.code());
    assertThat(create(TO_2, "day", "192.0.2.1").code()).isEqualTo(next.code());
    assertThat(client.redirect(first.code()).status()).isEqualTo(302);
  }

  @Test
  void aRedirectThatIsTriedAgainUsesOneVisit() {
    String code =
        client
            .send("POST", LINKS, "{\"target\":\"https://counted.example/\",\"maxVisits\":3}")
            .code();
    for (Client instance : List.of(client, other, client)) {
      assertThat(redirect(instance, code, "first").status()).isEqualTo(302);
    }
    assertThat(visits(code)).isEqualTo(1);
    assertThat(client.send("HEAD", "/" + code, "", "X-Request-Id", "head").status()).isEqualTo(302);
    assertThat(visits(code)).as("HEAD uses none").isEqualTo(1);
    assertThat(redirect(client, code, "second").status()).isEqualTo(302);
    assertThat(redirect(client, code, "third").status()).isEqualTo(302);
    assertThat(redirect(other, code, "third").status()).as("the last, again").isEqualTo(302);
    assertThat(redirect(other, code, "fourth").status()).isEqualTo(410);
    assertThat(visits(code)).isEqualTo(3);
  }

  @Test
  void twoAttemptsAtTheSameTimeUseOneVisit() throws Exception {
    String code =
        client
            .send("POST", LINKS, "{\"target\":\"https://counted.example/\",\"maxVisits\":100}")
            .code();
    List<Future<Answer>> answers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 20; i++) {
        String request = "twice-" + i / 2;
        Client instance = i % 2 == 0 ? client : other;
        answers.add(threads.submit(() -> redirect(instance, code, request)));
      }
    }
    for (Future<Answer> answer : answers) {
      assertThat(answer.get().status()).isEqualTo(302);
    }
    assertThat(visits(code)).isEqualTo(10);
  }

  @Test
  void sixVisitorsThroughTheBalancerAreSix() {
    String code = client.create("https://visited.example/").code();
    for (int visitor = 1; visitor <= 6; visitor++) {
      for (int visit = 0; visit < 2; visit++) {
        client.send("GET", "/" + code, "", "X-Forwarded-For", "198.51.100." + visitor);
      }
    }
    await()
        .untilAsserted(
            () ->
                assertThat(
                        client
                            .send("GET", LINKS + "/" + code + "/stats", "", "X-Api-Key", admin)
                            .body())
                    // Two of six share a register of the sketch once in 137 times, whatever
                    // the salt: that is its promise. A visitor that hides behind the balancer is 1.
                    .contains("\"total\":12")
                    .containsPattern("\"uniqueVisitors\":[56]\\D"));
  }

  @Test
  void whatBrowsersSendInAQueryRedirects() throws IOException {
    String code = client.create("https://queried.example/").code();
    for (String rest :
        List.of("?a[]=1", "?q=a|b", "?{}^`\\", "?a=%20", ";a=b", ";a=b?c=d", "?", "?a=b;c=d")) {
      assertThat(raw("GET /" + code + rest)).as(rest).startsWith("HTTP/1.1 302");
    }
    for (String rest : List.of("?a=%zz", "?%", "?a=\u00fc", "?a=\u0001", "?a=b#c")) {
      assertThat(raw("GET /" + code + rest)).as(rest).startsWith("HTTP/1.1 400");
    }
    assertThat(raw("GET /api/links?limit=%zz")).startsWith("HTTP/1.1 400");
  }

  /** The status line of what answers a request that Java's client would not send. */
  private static String raw(String request) throws IOException {
    try (Socket socket = new Socket("127.0.0.1", client.port())) {
      socket.setSoTimeout(60_000);
      socket
          .getOutputStream()
          .write((request + " HTTP/1.1\r\nHost: lab\r\n\r\n").getBytes(StandardCharsets.UTF_8));
      return new BufferedReader(
              new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))
          .readLine();
    }
  }

  private static Answer redirect(Client instance, String code, String request) {
    return instance.send("GET", "/" + code, "", "X-Request-Id", request);
  }

  private static long visits(String code) {
    return lab.postgres()
        .number(0, "shortener", "select visits from links where code = '" + code + "'");
  }

  private static void age(Answer link, String age) {
    lab.postgres()
        .execute(
            0,
            "shortener",
            "update links set created_at = now() - interval '%s' where code = '%s'"
                .formatted(age, link.code()));
  }

  private static Answer create(String body, String key, String address) {
    return client.send("POST", LINKS, body, "Idempotency-Key", key, "X-Forwarded-For", address);
  }
}

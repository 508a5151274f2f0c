package dev.labctl.shortener;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.servers.Certificates;
import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Postgres, Redis and Sentinel that speak TLS only, or are somebody else. */
class TlsIT {
  private static Lab lab;

  @BeforeAll
  static void start() {
    lab = Lab.overTls().start();
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  void everyConnectionIsEncryptedAndEveryTierWorks() {
    Client app = lab.app("tls");
    await().until(() -> app.admin("/health/ready").body().matches(".*(true.*){3}"));
    String code = app.create("https://load.example/").code();
    app.clearL1();
    assertThat(app.redirect(code).header("X-Cache-Source")).isEqualTo("redis");
    for (int server = 0; server < 2; server++) {
      assertThat(
              lab.postgres()
                  .texts(
                      server,
                      "postgres",
                      "select ssl::text from pg_stat_ssl join pg_stat_activity using (pid)"
                          + " where application_name = 'tls'"))
          .isNotEmpty()
          .containsOnly("true");
    }
  }

  @Test
  void serversOfAnotherAuthorityAreRefused() {
    Certificates stranger = new Certificates(lab.folder(), "stranger");
    Client app =
        lab.app(
            "stranger",
            config ->
                config.replace(
                    lab.certificates().authority().toString(), stranger.authority().toString()));
    staysAlone(app);
  }

  @Test
  void aServerOfAnotherNameIsRefused() {
    // Its certificate is for the address.
    Client app = lab.app("renamed", config -> config.replace("'127.0.0.1:", "'localhost:"));
    staysAlone(app);
  }

  @Test
  void aClientWithoutTlsDoesNotReachRedis() {
    Client app = lab.app("plain", config -> config.replaceAll("(?m)^  tls:.*$", ""));
    // Postgres takes both kinds here; it is Redis and Sentinel that take one.
    await()
        .during(Duration.ofSeconds(2))
        .until(() -> app.admin("/health/ready").body().contains("\"redis\":false"));
  }

  private static void staysAlone(Client app) {
    await()
        .during(Duration.ofSeconds(2))
        .until(() -> app.admin("/health/ready").body().matches(".*(false.*){4}"));
    assertThat(app.redirect("abcdefg").status()).isEqualTo(503);
  }
}

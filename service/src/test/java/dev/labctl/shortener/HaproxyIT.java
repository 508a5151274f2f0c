package dev.labctl.shortener;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Client.Answer;
import dev.labctl.shortener.servers.Haproxy;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Two instances, of which one has no way to the primary, behind HAProxy. */
class HaproxyIT {
  private static Lab lab;
  private static Client well;
  private static Client cut;

  @BeforeAll
  static void start() {
    lab = new Lab().start();
    well = lab.app("well");
    String primary = "'" + lab.postgres().hosts().getFirst() + "', ";
    cut = lab.app("cut", config -> config.replace(primary, ""));
    await().until(() -> well.ready() && cut.ready());
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  void whatOneInstanceRefusesUnattemptedAnotherDoesOnce() {
    Answer refused = cut.create("https://cut.example/");
    assertThat(refused.status()).isEqualTo(503);
    assertThat(refused.header("Shortener-Not-Attempted")).isEqualTo("true");
    try (Haproxy haproxy = Haproxy.before(lab, "", List.of(cut, well))) {
      await()
          .ignoreExceptions()
          .until(() -> haproxy.client().create("https://cut.example/begin").status() == 201);
      List<Answer> answers = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        answers.add(haproxy.client().create("https://cut.example/" + i, "cut-" + i));
      }
      assertThat(answers).extracting(Answer::status).containsOnly(201);
      assertThat(
              lab.postgres()
                  .number(
                      0,
                      "shortener",
                      "select count(*) from links where target ~ '^https://cut.example/[0-9]'"))
          .isEqualTo(20);
    }
  }

  @Test
  void aRefusalThatNobodyElseCanTakeIsA503() {
    try (Haproxy haproxy = Haproxy.before(lab, "", List.of(cut))) {
      await()
          .ignoreExceptions()
          .until(() -> haproxy.client().create("https://cut.example/none").status() == 503);
      assertThat(
              haproxy.client().create("https://cut.example/none").header("Shortener-Not-Attempted"))
          .isEqualTo("true");
    }
  }

  @Test
  void writesGoByWhoCanWrite() {
    await().until(() -> cut.admin("/health/writable").status() == 503);
    assertThat(well.admin("/health/writable").status()).isEqualTo(200);
    try (Haproxy haproxy = Haproxy.before(lab, "/health/writable", List.of(cut, well))) {
      await()
          .ignoreExceptions()
          .until(() -> haproxy.client().create("https://by.example/begin").status() == 201);
      await().until(() -> refusals(cut) == refusalsAfterAWrite(haproxy));
    }
  }

  /** What the cut instance has refused, once HAProxy has had time to send it a write. */
  private static double refusalsAfterAWrite(Haproxy haproxy) {
    for (int i = 0; i < 4; i++) {
      assertThat(haproxy.client().create("https://by.example/" + i).status()).isEqualTo(201);
    }
    return refusals(cut);
  }

  private static double refusals(Client instance) {
    return instance
        .admin("/metrics")
        .body()
        .lines()
        .filter(line -> line.startsWith("http_server_request_duration_seconds_count"))
        .filter(line -> line.contains("\"425\"") && line.contains("/api/links"))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }
}

package dev.labctl.shortener;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Client.Answer;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Searches among 200,000 links. */
class SearchIT {
  private static final int LINKS = 200_000;
  private static Lab lab;
  private static Client client;
  private static Client searcher;

  @BeforeAll
  static void start() {
    lab = new Lab().start();
    client = lab.app("one", "limits: {dear: {requests: 100000, per: 1m}}\n");
    await().until(client::ready);
    var config = lab.config("admin", client.port(), client.adminPort());
    // Lists are for those who may read them, and only an admin sees the links of all.
    searcher = client.as(Admins.key(client, config, "searcher"));
    lab.postgres()
        .execute(
            Duration.ofMinutes(5),
            0,
            "shortener",
            "insert into links (code, target, tags) select 'many' || n,"
                + " 'https://load.example/' || n, case n when 7 then '{Seven}'::text[]"
                + " else '{}' end from generate_series(1, "
                + LINKS
                + ") as n",
            "vacuum analyze links");
  }

  @AfterAll
  static void stop() throws IOException {
    lab.close();
  }

  @Test
  void aTextIsFoundAnywhereInAnyCaseAndMeansItself() {
    assertThat(client.create("https://load.example/100%25_SURE~n").status()).isEqualTo(201);
    for (String text : List.of("100%2525_sur", "_SURE", "%2525_", "Sure~n")) {
      assertThat(search(text).body()).as(text).containsOnlyOnce("\"code\"");
    }
    assertThat(search("100_25_").body())
        .as("an underscore is no wildcard")
        .contains("\"links\":[]");
    assertThat(search("seven").body()).as("a tag is no target").contains("\"links\":[]");
  }

  @Test
  void anIndexFindsATextWhoeverOwnsTheLinks() {
    assertThat(
            lab.postgres()
                .texts(
                    0,
                    "shortener",
                    "explain select code from links where"
                        + " link_text(code, target, tags) like '%4711abc%'"))
        .anyMatch(line -> line.contains("links_search"));
  }

  @Test
  void searchesCostNeitherRedirectsNorCreates() throws Exception {
    String code = client.create("https://load.example/wanted").code();
    AtomicBoolean over = new AtomicBoolean();
    Queue<Integer> searched = new ConcurrentLinkedQueue<>();
    List<Answer> others = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> searches = new ArrayList<>();
      for (String text : List.of("zzz", "e", "abc", "load.example", "0")) {
        searches.add(
            threads.submit(
                () -> {
                  while (!over.get()) {
                    searched.add(search(text).status());
                  }
                }));
      }
      await().until(() -> searched.size() > 10);
      for (int i = 0; i < 50; i++) {
        client.clearL1();
        others.add(client.redirect(code));
        others.add(client.create("https://load.example/" + i, "search-" + i));
      }
      over.set(true);
      for (Future<?> search : searches) {
        search.get();
      }
    }
    assertThat(others).extracting(Answer::status).containsOnly(302, 201);
    assertThat(searched).contains(200);
    assertThat(client.admin("/metrics").body().lines())
        .filteredOn(line -> line.startsWith("shortener_breaker_open"))
        .isNotEmpty()
        .allMatch(line -> line.endsWith(" 0.0"));
  }

  private static Answer search(String text) {
    return searcher.get("/api/links?target=" + text);
  }
}

package dev.labctl.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.FakePlatform;
import dev.labctl.process.Poller;
import dev.labctl.prometheus.PrometheusClient;
import dev.labctl.spec.Scenario.Guard;
import dev.labctl.spec.Scenario.SteadyStateCheck;
import dev.labctl.timeline.Event;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The watches against a server that answers as Prometheus and Alertmanager do. */
class WatchesTest {
  private static final String UP =
      """
      {"status":"success","data":{"resultType":"vector","result":[
        {"metric":{"job":"shortener"},"value":[1700000000.1,"1"]}]}}
      """;
  private static final String EMPTY =
      "{\"status\":\"success\",\"data\":{\"resultType\":\"vector\",\"result\":[]}}";
  private static final String ALERT =
      """
      [{"fingerprint":"f1","labels":{"alertname":"PostgresNoPrimary","severity":"page"},
        "status":{"state":"active"}}]
      """;
  private final Map<String, String> answers = new ConcurrentHashMap<>();
  private final List<Event> facts = new CopyOnWriteArrayList<>();
  private final List<LabctlException> failures = new CopyOnWriteArrayList<>();
  private final FakePlatform platform = new FakePlatform(Path.of("unused"));
  private final AtomicInteger asked = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void serve() throws IOException {
    server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 0);
    server.createContext(
        "/",
        exchange -> {
          try (exchange) {
            asked.incrementAndGet();
            byte[] body =
                answers
                    .getOrDefault(exchange.getRequestURI().getPath(), EMPTY)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
          }
        });
    server.start();
  }

  @AfterEach
  void stop() {
    server.stop(0);
  }

  @Test
  void anAlertIsSeenToBeginAndToEnd() {
    answers.put("/api/v2/alerts", "[]");
    try (var _ = new AlertWatch(uri(), Clock.systemUTC(), facts::add, failures::add)) {
      answers.put("/api/v2/alerts", ALERT);
      await().until(() -> facts.size() == 1);
      answers.put("/api/v2/alerts", "[]");
      await().until(() -> facts.size() == 2);
    }
    assertThat(facts)
        .extracting(Object::getClass)
        .asList()
        .containsExactly(Event.AlertFiring.class, Event.AlertResolved.class);
    assertThat(facts.getFirst()).extracting("alert").isEqualTo("PostgresNoPrimary");
  }

  @Test
  void aSilentAlertmanagerIsSaidOnce() {
    server.stop(0);
    try (var _ = new AlertWatch(uri(), Clock.systemUTC(), facts::add, failures::add)) {
      await().pollDelay(Duration.ofMillis(7000)).until(() -> !facts.isEmpty());
    }
    assertThat(facts).singleElement().isInstanceOf(Event.Problem.class);
  }

  @Test
  void leadersAreWrittenAsBaselineThenWhenTheyChange() {
    try (var _ = new LeaderWatch(platform, Clock.systemUTC(), facts::add, failures::add)) {
      assertThat(facts).hasSize(3).allMatch(f -> ((Event.LeaderChanged) f).from() == null);
      platform.set(platform.member("postgres-1"), null, null, false, null);
      platform.set(platform.member("postgres-2"), "9@9", "primary", true, 2);
      await().until(() -> facts.size() == 4);
    }
    assertThat(facts.getLast())
        .isInstanceOfSatisfying(
            Event.LeaderChanged.class,
            c -> {
              assertThat(c.component()).isEqualTo("postgres");
              assertThat(c.from()).isEqualTo("postgres-1");
              assertThat(c.to()).isEqualTo("postgres-2");
              assertThat(c.timeline()).isEqualTo(2);
            });
  }

  @Test
  void aThawedPrimaryThatHasNotNoticedDoesNotLookPromoted() {
    platform.set(platform.member("postgres-2"), "9@9", "primary", true, 2);
    try (var _ = new LeaderWatch(platform, Clock.systemUTC(), facts::add, failures::add)) {
      await().pollDelay(Duration.ofMillis(700)).until(() -> facts.size() == 3);
    }
    assertThat(facts)
        .filteredOn("component", "postgres")
        .singleElement()
        .extracting("to")
        .isEqualTo("postgres-2");
  }

  @Test
  void aThawedRedisMasterDoesNotTakeTurnsWithTheNewOne() {
    platform.set(platform.member("redis-2"), "9@9", "master", true, null);
    platform.set(platform.member("redis-1"), "8@8", null, false, null);
    try (var _ = new LeaderWatch(platform, Clock.systemUTC(), facts::add, failures::add)) {
      platform.set(platform.member("redis-1"), "8@8", "master", true, null);
      await().pollDelay(Duration.ofMillis(700)).until(() -> facts.size() == 3);
    }
    assertThat(facts)
        .filteredOn("component", "redis")
        .singleElement()
        .extracting("to")
        .isEqualTo("redis-2");
  }

  @Test
  void aGuardThatHoldsTripsOnce() {
    answers.put("/api/v1/query", UP);
    List<Event.GuardTripped> trips = new CopyOnWriteArrayList<>();
    try (var prometheus = new PrometheusClient(uri());
        var _ =
            new GuardWatch(
                List.of(
                    new Guard("up > 0", Duration.ofHours(1)),
                    new Guard("up > 0", Duration.ofSeconds(1))),
                prometheus,
                Clock.systemUTC(),
                facts::add,
                trips::add,
                failures::add)) {
      await().pollDelay(Duration.ofMillis(2500)).until(() -> !trips.isEmpty());
    }
    assertThat(trips).singleElement().extracting("noData", "guard").containsExactly(false, 2);
  }

  @Test
  void steadyStateMustHoldForItsTime() {
    answers.put("/api/v1/query", UP);
    try (var prometheus = new PrometheusClient(uri())) {
      var steady = steady(prometheus);
      assertThat(steady.await("f", "before", Duration.ofSeconds(5))).isTrue();
      answers.put("/api/v1/query", EMPTY);
      assertThat(steady.await("f", "after", Duration.ofMillis(10))).isFalse();
    }
    assertThat(facts.getLast())
        .isInstanceOfSatisfying(
            Event.SteadyStateChecked.class,
            s -> {
              assertThat(s.held()).isFalse();
              assertThat(s.detail()).contains("up == 1");
            });
  }

  private SteadyState steady(PrometheusClient prometheus) {
    return new SteadyState(
        List.of(new SteadyStateCheck("up == 1", Duration.ofMillis(600))),
        prometheus,
        Clock.systemUTC(),
        facts::add);
  }

  @Test
  void aPollThatFailsIsHeardOfWhenItsWatchIsClosed() throws InterruptedException {
    var polled = new CountDownLatch(1);
    var poller =
        new Poller(
            "broken",
            Duration.ofMillis(1),
            () -> {
              polled.countDown();
              throw LabctlException.machine("no more");
            });
    assertThat(polled.await(10, TimeUnit.SECONDS)).isTrue();
    assertThatThrownBy(poller::close).hasMessageContaining("broken ended by itself: no more");
  }

  @Test
  void aPollThatFailsIsToldAtOnce() {
    answers.put("/api/v1/query", UP);
    try (var prometheus = new PrometheusClient(uri());
        var _ =
            new GuardWatch(
                List.of(new Guard("up > 0", Duration.ZERO)),
                prometheus,
                Clock.systemUTC(),
                facts::add,
                _ -> {
                  throw new IllegalStateException("broken");
                },
                failures::add)) {
      await().until(() -> !failures.isEmpty());
    }
    assertThat(failures)
        .singleElement()
        .satisfies(
            e ->
                assertThat(e)
                    .hasMessageContaining("guard-watch ended by itself: a bug of ours")
                    .hasMessageContaining("broken"));
  }

  @Test
  void aGuardThatNeverHadDataIsAProblem() {
    try (var prometheus = new PrometheusClient(uri());
        var _ =
            new GuardWatch(
                List.of(new Guard("up > 0", Duration.ofSeconds(1))),
                prometheus,
                Clock.systemUTC(),
                facts::add,
                _ -> {},
                failures::add)) {
      await().until(() -> asked.get() > 1);
    }
    assertThat(facts)
        .singleElement()
        .isInstanceOfSatisfying(
            Event.Problem.class,
            p -> assertThat(p.detail()).startsWith("up > 0 had no data at any time"));
  }

  private URI uri() {
    return URI.create("http://127.0.0.1:" + server.getAddress().getPort());
  }
}

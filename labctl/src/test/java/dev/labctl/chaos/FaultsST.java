package dev.labctl.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.labctl.component.postgres.Postgres;
import dev.labctl.journal.Journal;
import dev.labctl.lab.LoadsTheMachine;
import dev.labctl.lab.Member;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Quiet;
import dev.labctl.lab.Redundancy;
import dev.labctl.prometheus.PrometheusClient;
import dev.labctl.prometheus.PrometheusClient.QueryAnswer;
import dev.labctl.prometheus.Sample;
import dev.labctl.timeline.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Every fault on a real lab of its own: it lands, is taken back, and no acknowledged write is lost.
 */
@Tag("long")
@LoadsTheMachine
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FaultsST {
  private static final Duration HEAL = Duration.ofSeconds(90);

  /** Clicks that the instances know to be in Kafka. */
  private static final String HANDED_ON = "sum(shortener_clicks_flushed_total{job='shortener'})";

  private static final String CLUSTER =
      """
      apiVersion: labctl/v1
      kind: Cluster
      metadata: {name: st-chaos}
      provider: local
      nodes: [127.0.40.1, 127.0.40.2, 127.0.40.3]
      edge: 127.0.40.10
      clicks: kafka
      """;
  private final Path folder = Path.of("target", "st-chaos").toAbsolutePath();
  private final Path cluster = folder.resolve("st-chaos.yaml");
  private final Path state = folder.resolve("home").resolve("st-chaos");
  private final Path root = Path.of("..").toAbsolutePath().normalize();
  private final Path launcher = folder.resolve("labctl");
  private final Journal journal = new Journal(state);
  private Platform platform;

  @BeforeAll
  void up() throws IOException {
    Files.createDirectories(
        state, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
    Files.writeString(cluster, CLUSTER);
    Files.writeString(
        launcher,
        """
        #!/bin/sh
        LABCTL_HOME='%s' exec '%s' -Dlabctl.root='%s' -cp '%s' dev.labctl.cli.Main "$@"
        """
            .formatted(state.getParent(), java(), root, System.getProperty("java.class.path")));
    Files.setPosixFilePermissions(launcher, PosixFilePermissions.fromString("rwx------"));
    platform = OneFault.platform(cluster, state, root);
    // What an earlier test run left when it was killed.
    platform.down(true, new Quiet());
    platform.up(new Quiet());
  }

  @AfterAll
  void down() {
    platform.down(true, new Quiet());
    platform.close();
  }

  @ParameterizedTest
  @CsvSource({
    "shortener-kill, 4",
    "redis-master-kill, 6",
    "postgres-switchover, 4",
    "postgres-primary-kill, 6",
    "postgres-primary-kill-paused, 4",
    // Shorter than Patroni's lease: the case that the hung primary goes on as if nothing had been.
    "postgres-hang, 4",
    "node-kill, 4",
    // Longer than Patroni's lease: another is promoted, and the thawed primary has to step down.
    "node-freeze, 28",
  })
  void landsIsTakenBackAndLosesNothing(String fault, long seconds) {
    assertUnharmed(fault, new OneFault(platform, launcher).run(fault, Duration.ofSeconds(seconds)));
  }

  /** Of three replicas two must agree: one broker's death takes every partition to that minimum. */
  @Test
  void aBrokersDeathLeavesTheClicksEnoughReplicasInSyncAndLosesNone() {
    String fault = "kafka-broker-kill";
    String replicas = "min(max by (partition) (%s{topic='shortener-clicks'}) > 0)";
    String inSync = replicas.formatted("kafka_partition_in_sync_replicas");
    new OneFault(platform, launcher)
        .run("shortener-kill", Duration.ofSeconds(1)); // makes the topic
    await()
        .atMost(HEAL)
        .untilAsserted(
            () -> {
              assertThat(prometheus(replicas.formatted("kafka_partition_replicas"))).isEqualTo(3);
              assertThat(prometheus(inSync)).isEqualTo(3);
            });
    ClicksSoFar before = settledClicks();
    Instant begin = Instant.now();

    List<Event> facts = new OneFault(platform, launcher).run(fault, Duration.ofSeconds(6));

    assertUnharmed(fault, facts);
    assertThat(facts.stream().filter(Event.AlertFiring.class::isInstance).map(Event::toString))
        .anySatisfy(alert -> assertThat(alert).contains("KafkaMemberDown"));
    String during = "[%ds:1s])".formatted(Duration.between(begin, Instant.now()).toSeconds());
    assertThat(prometheus("min_over_time(" + inSync + during)).as("in sync").isEqualTo(2);
    assertThat(prometheus("max_over_time(sum(kafka_partitions_at_min_in_sync)" + during))
        .as("partitions at the minimum")
        .isPositive();
    assertThat(prometheus("max_over_time(sum(kafka_partitions_under_min_in_sync)" + during))
        .as("partitions below it")
        .isZero();
    await()
        .atMost(HEAL)
        .untilAsserted(
            () -> {
              assertThat(prometheus(inSync)).isEqualTo(3);
              assertThat(clicks() - before.counted())
                  .as("clicks counted")
                  .isPositive()
                  .isEqualTo(prometheus(HANDED_ON) - before.handedOn());
            });
  }

  private double prometheus(String query) {
    try (var client = new PrometheusClient(platform.lab().prometheus(), Duration.ofSeconds(10))) {
      return switch (client.query(query)) {
        case QueryAnswer.Samples(List<Sample> samples) when samples.size() == 1 ->
            samples.getFirst().value();
        case QueryAnswer other -> throw new AssertionError(query + " gives " + other);
      };
    }
  }

  /** What shorteners have handed on, as Prometheus last saw it, and what the database has. */
  private record ClicksSoFar(double handedOn, double counted) {}

  /**
   * When nothing is on its way any more: twice the same, some rounds of handing on and of scrapes
   * apart.
   */
  private ClicksSoFar settledClicks() {
    var last = new AtomicReference<>(new ClicksSoFar(-1, -1));
    await()
        .atMost(HEAL)
        .pollInterval(Duration.ofSeconds(5))
        .until(
            () -> {
              var now = new ClicksSoFar(prometheus(HANDED_ON), clicks());
              return now.equals(last.getAndSet(now));
            });
    return last.get();
  }

  /** All clicks that the database has. */
  private double clicks() {
    Member primary = Redundancy.leaders(Postgres.COMPONENT, platform.members()).getFirst();
    String sum =
        "select (select coalesce(sum(clicks), 0) from click_minutes)"
            + " + (select coalesce(sum(clicks), 0) from click_hours)";
    return Double.parseDouble(platform.sql(primary, sum, Duration.ofSeconds(10)).strip());
  }

  private void assertUnharmed(String fault, List<Event> facts) {
    System.out.printf(
        "%s: read outage %.2f s, write outage %.2f s%n",
        fault,
        OneFault.outage(facts, "read", Instant.now()),
        OneFault.outage(facts, "write", Instant.now()));
    assertThat(only(facts, Event.FaultLanded.class)).extracting("landed").isEqualTo(true);
    assertThat(only(facts, Event.FaultUndone.class)).extracting("undo").isNotEqualTo("failed");
    assertThat(only(facts, Event.Redundant.class)).isNotNull();
    assertThat(journal.unsettled()).isEmpty();
    var ledger = only(facts, Event.LedgerVerified.class);
    assertThat(ledger.acknowledged()).isPositive().isEqualTo(ledger.verified());
    assertThat(ledger.lost() + ledger.duplicated() + ledger.wrongTarget()).isZero();
    assertThat(promotions(facts)).as("no leader is deposed twice").isLessThanOrEqualTo(1);
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static long promotions(List<Event> facts) {
    return facts.stream()
        .filter(Event.LeaderChanged.class::isInstance)
        .map(Event.LeaderChanged.class::cast)
        .filter(c -> c.component().equals("postgres") && c.from() != null)
        .count();
  }

  private static <E extends Event> E only(List<Event> facts, Class<E> kind) {
    List<E> found = facts.stream().filter(kind::isInstance).map(kind::cast).toList();
    assertThat(found).hasSize(1);
    return found.getFirst();
  }
}

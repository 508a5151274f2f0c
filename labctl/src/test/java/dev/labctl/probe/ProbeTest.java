package dev.labctl.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import dev.labctl.exit.LabctlException;
import dev.labctl.ledger.Entry;
import dev.labctl.ledger.Ledger;
import dev.labctl.timeline.Event;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ProbeTest {
  private final List<Event> facts = new CopyOnWriteArrayList<>();
  private final Ledger ledger = new Ledger("20261124-010203-test");

  @Test
  void acknowledgedWritesAreInTheLedgerAndAreRead() {
    try (var shortener = new FakeShortener()) {
      try (var _ = probe(shortener)) {
        await().until(() -> ledger.entries().size() >= 60);
      }

      assertThat(ledger.entries()).allMatch(e -> e.outcome() == Entry.Outcome.ACKNOWLEDGED);
      assertThat(summary().writes()).isEqualTo(ledger.entries().size());
      assertThat(summary().failedWrites()).isZero();
      assertThat(summary().reads()).isPositive();
      assertThat(summary().failedReads()).isZero();
      assertThat(outages()).isEmpty();
    }
  }

  @Test
  void goesOnSendingWhileNobodyAnswers() {
    try (var shortener = new FakeShortener()) {
      shortener.gate = new CountDownLatch(1);
      try (var _ = probe(shortener)) {
        // 20 writes a second, none answered: a closed loop would be stuck at its first.
        await().atMost(Duration.ofSeconds(4)).until(() -> shortener.requests.get() >= 30);
        shortener.gate.countDown();
      }
    }
  }

  @Test
  void measuresAnOutageAndItsFirstAcknowledgement() {
    try (var shortener = new FakeShortener()) {
      Instant brokenAt;
      Instant mendedAt;
      try (var _ = probe(shortener)) {
        await().until(() -> ledger.entries().size() >= 10);
        brokenAt = Instant.now();
        shortener.status = 503;
        await().until(() -> count(Entry.Outcome.REJECTED) >= 12);
        mendedAt = Instant.now();
        shortener.status = 0;
        long acknowledged = count(Entry.Outcome.ACKNOWLEDGED);
        await().until(() -> count(Entry.Outcome.ACKNOWLEDGED) >= acknowledged + 8);
      }

      var outage = outages().getFirst();
      double measured = Duration.between(outage.from(), outage.to()).toMillis();
      double real = Duration.between(brokenAt, mendedAt).toMillis();
      assertThat(outage.operation()).isEqualTo("write");
      assertThat(measured).isCloseTo(real, within(300.0));
      assertThat(outage.firstSuccessAt()).isAfterOrEqualTo(mendedAt.minusMillis(50));
    }
  }

  @Test
  void aProxysTimeoutLeavesTheOutcomeUnknown() {
    try (var shortener = new FakeShortener()) {
      shortener.status = 504;
      try (var _ = probe(shortener)) {
        await().until(() -> ledger.entries().size() >= 3);
      }

      assertThat(ledger.entries()).allMatch(e -> e.outcome() == Entry.Outcome.UNKNOWN);
      assertThat(outages()).singleElement().extracting(Event.OutageEnded::to).isNull();
    }
  }

  @Test
  void aThreadThatBreaksIsAFailedAttemptAndIsToldAtOnce() {
    List<LabctlException> failures = new CopyOnWriteArrayList<>();
    try (var shortener = new FakeShortener();
        var _ =
            new Probe(
                URI.create("mailto:nobody"),
                ledger,
                Clock.systemUTC(),
                new Random(1),
                facts::add,
                failures::add)) {
      assertThat(shortener).isNotNull();
      await().until(() -> failures.size() >= 3);
    }

    assertThat(failures.getFirst()).hasMessageStartingWith("the probe ended by itself");
    assertThat(outages()).singleElement().extracting(Event.OutageEnded::to).isNull();
    assertThat(summary().failedWrites()).isEqualTo(summary().writes());
  }

  private Probe probe(FakeShortener shortener) {
    return new Probe(
        shortener.uri(), ledger, Clock.systemUTC(), new Random(1), facts::add, _ -> {});
  }

  private long count(Entry.Outcome outcome) {
    return ledger.entries().stream().filter(e -> e.outcome() == outcome).count();
  }

  private Event.ProbeSummary summary() {
    return facts.stream()
        .filter(Event.ProbeSummary.class::isInstance)
        .map(Event.ProbeSummary.class::cast)
        .findFirst()
        .orElseThrow();
  }

  private List<Event.OutageEnded> outages() {
    return facts.stream()
        .filter(Event.OutageEnded.class::isInstance)
        .map(Event.OutageEnded.class::cast)
        .toList();
  }
}

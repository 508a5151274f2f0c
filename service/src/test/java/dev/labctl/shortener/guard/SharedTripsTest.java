package dev.labctl.shortener.guard;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SharedTripsTest {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final AtomicInteger asked = new AtomicInteger();
  private final AtomicInteger under = new AtomicInteger();
  private final AtomicInteger mostUnder = new AtomicInteger();
  private final AtomicInteger mostTogether = new AtomicInteger();

  @Test
  void aLoneQuestionIsAskedAtOnce() {
    SharedTrips<String, String> trips =
        new SharedTrips<>("server", 2, this::answer, PATIENCE, PATIENCE);
    assertThat(trips.ask("a")).isEqualTo("value of a");
    assertThat(trips.ask("none")).isNull();
    assertThat(asked).hasValue(2);
  }

  @Test
  void everyoneGetsTheAnswerToHisOwnQuestionInFarFewerRoundTrips() throws Exception {
    SharedTrips<String, String> trips =
        new SharedTrips<>("server", 2, this::answer, PATIENCE, PATIENCE);
    List<Future<?>> askers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int asker = 0; asker < 200; asker++) {
        String name = "asker-" + asker;
        askers.add(
            threads.submit(
                () -> {
                  for (int i = 0; i < 500; i++) {
                    String key = name + "-" + i;
                    assertThat(trips.ask(key)).isEqualTo("value of " + key);
                  }
                }));
      }
      for (Future<?> asker : askers) {
        asker.get();
      }
    }
    assertThat(asked).hasValueLessThan(100_000 / 4);
    assertThat(mostUnder).hasValueLessThanOrEqualTo(2);
    assertThat(mostTogether).hasValueBetween(2, SharedTrips.MOST);
  }

  @Test
  void aFailureIsToldToAllWhoWereTakenAlongAndTheNextOnesAskAgain() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    AtomicBoolean away = new AtomicBoolean(true);
    SharedTrips<String, String> trips =
        new SharedTrips<>(
            "server",
            2,
            keys -> {
              asked.incrementAndGet();
              if (away.get()) {
                uninterruptibly(begun);
                throw new DependencyFailed("away", null);
              }
              return answer(keys);
            },
            PATIENCE,
            PATIENCE);
    List<Future<String>> askers = new ArrayList<>();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int asker = 0; asker < 12; asker++) {
        askers.add(threads.submit(() -> trips.ask("key")));
      }
      await().until(() -> asked.get() == 2);
      begun.countDown();
      for (Future<String> asker : askers) {
        assertThatThrownBy(asker::get).hasCauseInstanceOf(DependencyFailed.class);
      }
    }
    away.set(false);
    for (int i = 0; i < 10; i++) {
      assertThat(trips.ask("a")).as("no round trip was lost").isEqualTo("value of a");
    }
  }

  @Test
  void whoWaitsForARoundTripThatDoesNotEndGivesUp() {
    CountDownLatch frozen = new CountDownLatch(1);
    SharedTrips<String, String> trips =
        new SharedTrips<>(
            "server",
            2,
            keys -> {
              asked.incrementAndGet();
              uninterruptibly(frozen);
              return answer(keys);
            },
            Duration.ofMillis(50),
            PATIENCE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(() -> trips.ask("one"));
      threads.execute(() -> trips.ask("two"));
      await().until(() -> asked.get() == 2);
      assertThatThrownBy(() -> trips.ask("three"))
          .isInstanceOf(DependencyFailed.class)
          .hasMessageContaining("no round trip free");
      frozen.countDown();
    }
    assertThat(trips.ask("four")).isEqualTo("value of four");
  }

  @Test
  void whoGaveUpBeforeARoundTripTookHimAlongIsNeverAskedFor() throws Exception {
    CountDownLatch frozen = new CountDownLatch(1);
    Queue<String> sent = new ConcurrentLinkedQueue<>();
    SharedTrips<String, String> trips =
        new SharedTrips<>(
            "server",
            2,
            keys -> {
              sent.addAll(keys);
              uninterruptibly(frozen);
              return keys;
            },
            Duration.ofMillis(50),
            PATIENCE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(() -> trips.ask("one"));
      threads.execute(() -> trips.ask("two"));
      await().until(() -> sent.size() == 2);
      assertThatThrownBy(() -> trips.ask("late"))
          .isInstanceOfSatisfying(DependencyFailed.class, e -> assertThat(e.wasAsked()).isFalse());
      frozen.countDown();
    }
    assertThat(trips.ask("next")).isEqualTo("next");
    assertThat(sent).containsExactlyInAnyOrder("one", "two", "next");
  }

  @Test
  void whoWasTakenAlongInARoundTripThatDoesNotEndGivesUp() throws Exception {
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    AtomicInteger along = new AtomicInteger();
    AtomicInteger gaveUp = new AtomicInteger();
    SharedTrips<String, String> trips =
        new SharedTrips<>(
            "server",
            2,
            keys -> {
              boolean early = asked.incrementAndGet() <= 2;
              along.addAndGet(keys.size() - 1);
              uninterruptibly(early ? first : second);
              return keys;
            },
            PATIENCE,
            Duration.ofSeconds(1));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(() -> trips.ask("one"));
      threads.execute(() -> trips.ask("two"));
      await().until(() -> asked.get() == 2);
      for (int i = 0; i < 12; i++) {
        threads.execute(
            () -> {
              try {
                trips.ask("later");
              } catch (DependencyFailed e) {
                gaveUp.incrementAndGet();
              }
            });
      }
      first.countDown();
      await().until(() -> gaveUp.get() >= 10); // two at most lead, and wait for their own
      assertThat(along).as("taken along, not left waiting").hasPositiveValue();
      second.countDown();
    }
  }

  @Test
  void whoWasTakenAlongWaitsForItsAnswerLongerThanForItsTurn() {
    Duration turn = Duration.ofMillis(100);
    CountDownLatch first = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    AtomicInteger along = new AtomicInteger();
    AtomicInteger answered = new AtomicInteger();
    Queue<DependencyFailed> cutOff = new ConcurrentLinkedQueue<>();
    SharedTrips<String, String> trips =
        new SharedTrips<>(
            "server",
            2,
            keys -> {
              boolean early = asked.incrementAndGet() <= 2;
              along.addAndGet(keys.size() - 1);
              uninterruptibly(early ? first : second);
              return keys;
            },
            turn,
            PATIENCE);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      threads.execute(() -> trips.ask("one"));
      threads.execute(() -> trips.ask("two"));
      await().until(() -> asked.get() == 2);
      for (int i = 0; i < 12; i++) {
        threads.execute(
            () -> {
              while (true) {
                try {
                  trips.ask("later");
                  answered.incrementAndGet();
                  return;
                } catch (DependencyFailed e) {
                  if (e.wasAsked()) {
                    cutOff.add(e);
                    return;
                  } // its turn did not come: it asks again
                }
              }
            });
      }
      first.countDown();
      await().until(() -> along.get() > 0);
      await().pollDelay(turn.multipliedBy(3)).until(() -> true);
      second.countDown();
    }
    assertThat(cutOff).isEmpty();
    assertThat(answered).hasValue(12);
  }

  @Test
  void anUnforeseenExceptionLeavesNobodyWaiting() {
    SharedTrips<String, String> trips =
        new SharedTrips<>(
            "server",
            2,
            keys -> {
              throw new IllegalStateException("a bug");
            },
            PATIENCE,
            PATIENCE);
    for (int i = 0; i < 5; i++) {
      assertThatThrownBy(() -> trips.ask("a")).isInstanceOf(IllegalStateException.class);
    }
  }

  private List<String> answer(List<String> keys) {
    asked.incrementAndGet();
    mostUnder.accumulateAndGet(under.incrementAndGet(), Math::max);
    mostTogether.accumulateAndGet(keys.size(), Math::max);
    List<String> values = new ArrayList<>();
    for (String key : keys) {
      values.add(key.equals("none") ? null : "value of " + key);
    }
    Thread.yield(); // as long as a round trip takes: others come meanwhile
    under.decrementAndGet();
    return values;
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}

package dev.labctl.shortener.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CoalescedGetsTest {
  private final Queue<List<String>> trips = new ConcurrentLinkedQueue<>();
  private final Semaphore mayReturn = new Semaphore(0);
  private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
  private volatile boolean down;

  @AfterEach
  void close() {
    mayReturn.release(1_000_000);
    threads.close();
  }

  @Test
  void aSingleCallerAsksAlone() {
    mayReturn.release();
    assertThat(gets(Duration.ofSeconds(5)).get("a")).isEqualTo("value of a");
    assertThat(trips).containsExactly(List.of("a"));
  }

  @Test
  void aKeyWithoutAValueIsNull() {
    mayReturn.release();
    assertThat(gets(Duration.ofSeconds(5)).get("none")).isNull();
  }

  @Test
  void callersThatComeMeanwhileShareTheNextRoundTrip() throws Exception {
    CoalescedGets gets = gets(Duration.ofSeconds(20));
    Future<String> first = threads.submit(() -> gets.get("first"));
    await().until(() -> trips.size() == 1);
    List<Future<String>> others = new ArrayList<>();
    for (int i = 0; i < 50; i++) {
      String key = "k" + i;
      others.add(threads.submit(() -> gets.get(key)));
    }
    await().until(() -> gets.waiting() == 50);
    mayReturn.release(2);
    assertThat(first.get()).isEqualTo("value of first");
    for (int i = 0; i < 50; i++) {
      assertThat(others.get(i).get()).isEqualTo("value of k" + i);
    }
    assertThat(trips).extracting(List::size).containsExactly(1, 50);
  }

  @Test
  void aFailureFailsAllThatWaitAtOnceAndNobodyLater() throws Exception {
    CoalescedGets gets = gets(Duration.ofSeconds(20));
    down = true;
    Future<String> first = threads.submit(() -> gets.get("first"));
    await().until(() -> trips.size() == 1);
    Future<String> second = threads.submit(() -> gets.get("second"));
    await().until(() -> gets.waiting() == 1);
    mayReturn.release();
    assertThatThrownBy(first::get).hasCauseInstanceOf(DependencyFailed.class);
    assertThatThrownBy(second::get).hasCauseInstanceOf(DependencyFailed.class);
    assertThat(trips).hasSize(1);
    down = false;
    mayReturn.release();
    assertThat(gets.get("third")).isEqualTo("value of third");
  }

  @Test
  void aCallerGivesUpAfterItsPatienceAndHoldsNobodyUp() throws Exception {
    CoalescedGets gets = gets(Duration.ofMillis(100));
    Future<String> stuck = threads.submit(() -> gets.get("stuck"));
    await().until(() -> trips.size() == 1);
    assertThatThrownBy(() -> gets.get("impatient"))
        .isInstanceOf(DependencyFailed.class)
        .hasMessageContaining("within");
    mayReturn.release(2);
    assertThat(stuck.get()).isEqualTo("value of stuck");
    assertThat(gets.get("next")).isEqualTo("value of next");
  }

  @Test
  void everyCallerGetsItsOwnValueHoweverManyCome() throws Exception {
    mayReturn.release(1_000_000);
    CoalescedGets gets = gets(Duration.ofSeconds(20));
    AtomicInteger right = new AtomicInteger();
    List<Future<?>> callers = new ArrayList<>();
    for (int t = 0; t < 64; t++) {
      int caller = t;
      callers.add(
          threads.submit(
              () -> {
                for (int i = 0; i < 500; i++) {
                  String key = caller + "-" + i;
                  if (("value of " + key).equals(gets.get(key))) {
                    right.incrementAndGet();
                  }
                }
              }));
    }
    for (Future<?> caller : callers) {
      caller.get();
    }
    assertThat(right).hasValue(64 * 500);
    assertThat(gets.waiting()).isZero();
  }

  private CoalescedGets gets(Duration patience) {
    return new CoalescedGets(
        1,
        patience,
        keys -> {
          trips.add(List.of(keys));
          mayReturn.acquireUninterruptibly();
          if (down) {
            throw new DependencyFailed("down", null);
          }
          return Arrays.stream(keys).map(k -> k.equals("none") ? null : "value of " + k).toList();
        });
  }
}

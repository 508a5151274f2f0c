package dev.labctl.shortener.guard;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SingleFlightTest {
  private final SingleFlight<String, Integer> flights = new SingleFlight<>(Duration.ofMinutes(1));
  private final AtomicInteger loads = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);

  @Test
  void concurrentCallersOfAKeyShareOneLoad() throws Exception {
    List<FutureTask<Integer>> results = new ArrayList<>();
    List<Thread> callers = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      FutureTask<Integer> result = new FutureTask<>(() -> flights.get("key", this::slowLoad));
      results.add(result);
      callers.add(Thread.startVirtualThread(result));
    }
    await().until(() -> callers.stream().filter(SingleFlightTest::hasJoined).count() == 19);
    release.countDown();
    for (FutureTask<Integer> result : results) {
      assertThat(result.get()).isEqualTo(1);
    }
    assertThat(loads).hasValue(1);
  }

  @Test
  void aFinishedFlightIsForgotten() {
    release.countDown();
    assertThat(flights.get("key", this::slowLoad)).isEqualTo(1);
    assertThat(flights.get("key", this::slowLoad)).isEqualTo(2);
  }

  @Test
  void followersGetTheLeadersFailure() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> leader =
          threads.submit(
              () ->
                  flights.get(
                      "key",
                      key -> {
                        slowLoad(key);
                        throw new IllegalStateException("a bug");
                      }));
      await().until(() -> loads.get() == 1);
      FutureTask<Integer> follower = new FutureTask<>(() -> flights.get("key", this::slowLoad));
      Thread following = Thread.startVirtualThread(follower);
      await().until(() -> hasJoined(following));
      release.countDown();
      assertThatThrownBy(leader::get).hasRootCauseMessage("a bug");
      assertThatThrownBy(follower::get).hasCauseInstanceOf(DependencyFailed.class);
    }
  }

  @Test
  void aFollowerGivesUpAfterItsPatience() throws Exception {
    SingleFlight<String, Integer> impatient = new SingleFlight<>(Duration.ofMillis(50));
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<Integer> leader = threads.submit(() -> impatient.get("key", this::slowLoad));
      await().until(() -> loads.get() == 1);
      assertThatThrownBy(() -> impatient.get("key", this::slowLoad))
          .isInstanceOf(DependencyFailed.class)
          .hasMessageContaining("longer than");
      release.countDown();
      assertThat(leader.get()).isEqualTo(1);
    }
  }

  /** Only a caller that waits for another's load waits for no longer than its patience. */
  private static boolean hasJoined(Thread caller) {
    return caller.getState() == Thread.State.TIMED_WAITING;
  }

  private Integer slowLoad(String key) {
    int load = loads.incrementAndGet();
    try {
      release.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
    return load;
  }
}

package dev.labctl.shortener.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SingleFlightTest {
  private final SingleFlight<String, Integer> flights = new SingleFlight<>(Duration.ofSeconds(5));
  private final AtomicInteger loads = new AtomicInteger();
  private final CountDownLatch release = new CountDownLatch(1);

  @Test
  void concurrentCallersOfAKeyShareOneLoad() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> results = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        results.add(threads.submit(() -> flights.get("key", this::slowLoad)));
      }
      await().until(() -> loads.get() == 1);
      // Whoever has not joined yet would load again after the release, so give all time to join.
      assertThat(release.await(200, TimeUnit.MILLISECONDS)).isFalse();
      release.countDown();
      for (Future<Integer> result : results) {
        assertThat(result.get()).isEqualTo(1);
      }
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
      Future<Integer> follower = threads.submit(() -> flights.get("key", this::slowLoad));
      assertThat(release.await(200, TimeUnit.MILLISECONDS)).isFalse();
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

package dev.labctl.shortener.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import dev.labctl.shortener.limit.RateLimiter.Decision;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class RateLimiterTest {
  // A clock that is about to overflow must not matter.
  private final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1000);
  private final RateLimiter limiter = limiter(10, Duration.ofSeconds(5));

  @Test
  void allowsTheQuotaAtOnceAndThenOneByOne() {
    for (int i = 9; i >= 0; i--) {
      Decision decision = limiter.take("a");
      assertThat(decision.allowed()).isTrue();
      assertThat(decision.remaining()).isEqualTo(i);
    }
    Decision refused = limiter.take("a");
    assertThat(refused.allowed()).isFalse();
    assertThat(refused.remaining()).isZero();
    assertThat(refused.retryAfter()).isEqualTo(Duration.ofMillis(500));
    assertThat(refused.untilFull()).isEqualTo(Duration.ofSeconds(5));
    assertThat(limiter.take("b").allowed()).as("another's bucket").isTrue();
    pass(Duration.ofMillis(499));
    assertThat(limiter.take("a").allowed()).isFalse();
    pass(Duration.ofMillis(1));
    assertThat(limiter.take("a").allowed()).isTrue();
    assertThat(limiter.take("a").allowed()).isFalse();
  }

  @Test
  void aRefundIsAsIfNothingHadBeenTaken() {
    for (int i = 0; i < 100; i++) {
      assertThat(limiter.take("a").remaining()).isEqualTo(9);
      limiter.refund("a");
    }
    limiter.refund("never seen");
    assertThat(limiter.take("never seen").remaining()).isEqualTo(9);
  }

  @Test
  void manyAtATimeGetNoMoreThanTheQuota() throws Exception {
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      var decisions =
          threads.invokeAll(
              IntStream.range(0, 500)
                  .<Callable<Boolean>>mapToObj(i -> () -> limiter.take("a").allowed())
                  .toList());
      int allowed = 0;
      for (var decision : decisions) {
        allowed += decision.get() ? 1 : 0;
      }
      assertThat(allowed).isEqualTo(10);
    }
  }

  @Property
  void neverAllowsMoreThanTheQuotaAndWhatHasFlownIn(
      @ForAll @IntRange(min = 1, max = 50) int requests,
      @ForAll @IntRange(min = 1, max = 100) int seconds,
      @ForAll @Size(max = 100) List<@LongRange(min = 0, max = 3_000_000_000L) Long> pauses) {
    RateLimiter any = limiter(requests, Duration.ofSeconds(seconds));
    double passed = 0;
    int allowed = 0;
    for (long pause : pauses) {
      pass(Duration.ofNanos(pause));
      passed += pause / 1e9;
      Decision decision = any.take("k");
      allowed += decision.allowed() ? 1 : 0;
      assertThat(decision.remaining()).isBetween(0L, requests - 1L);
      assertThat(decision.untilFull()).isBetween(Duration.ZERO, Duration.ofSeconds(seconds));
      // A nanosecond that does not divide by the quota is the clients' gain.
      assertThat((double) allowed)
          .isLessThanOrEqualTo(requests + passed * requests / seconds + 0.01);
      if (!decision.allowed()) {
        assertThat(decision.retryAfter()).isPositive();
      }
    }
  }

  @Test
  void aQuotaThatIsNoneIsRefused() {
    for (Duration per : List.of(Duration.ZERO, Duration.ofSeconds(-1), Duration.ofDays(2))) {
      assertThatThrownBy(() -> new Quota(1, per)).isInstanceOf(Misconfigured.class);
    }
    assertThatThrownBy(() -> new Quota(0, Duration.ofSeconds(1))).hasMessageContaining("1 to");
    assertThatThrownBy(() -> new Quota(100, Duration.ofNanos(1))).isInstanceOf(Misconfigured.class);
  }

  private RateLimiter limiter(int requests, Duration per) {
    return new RateLimiter("test", new Quota(requests, per), nanos::get);
  }

  private void pass(Duration time) {
    nanos.addAndGet(time.toNanos());
  }
}

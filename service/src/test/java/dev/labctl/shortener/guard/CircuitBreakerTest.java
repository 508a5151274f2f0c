package dev.labctl.shortener.guard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class CircuitBreakerTest {
  private final AtomicLong now = new AtomicLong();
  private final AtomicInteger calls = new AtomicInteger();
  private final CircuitBreaker breaker =
      new CircuitBreaker("redis", Duration.ofSeconds(1), now::get);

  @Test
  void opensAfterThreeFailuresInTen() {
    fail();
    succeed(4);
    fail();
    succeed(4);
    assertThat(breaker.isOpen()).isFalse();
    fail();
    // The first failure has left the window of ten: two are left.
    assertThat(breaker.isOpen()).isFalse();
    fail();
    assertThat(breaker.isOpen()).isTrue();
  }

  @Test
  void refusesWithoutCallingWhileOpen() {
    open();
    int before = calls.get();
    assertThatThrownBy(() -> succeed(1))
        .isInstanceOf(DependencyFailed.class)
        .hasMessageContaining("redis");
    assertThat(calls).hasValue(before);
  }

  @Test
  void closesWhenTheTrialSucceeds() {
    open();
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    succeed(1);
    assertThat(breaker.isOpen()).isFalse();
    fail();
    fail();
    assertThat(breaker.isOpen()).as("the window begins anew").isFalse();
  }

  @Test
  void staysOpenWhenTheTrialFails() {
    open();
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    fail();
    now.addAndGet(Duration.ofMillis(999).toNanos());
    assertThatThrownBy(() -> succeed(1)).isInstanceOf(DependencyFailed.class);
    now.addAndGet(Duration.ofMillis(1).toNanos());
    succeed(1);
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void letsOneTrialThroughAtATime() {
    open();
    now.addAndGet(Duration.ofSeconds(1).toNanos());
    run(() -> assertThatThrownBy(() -> succeed(1)).isInstanceOf(DependencyFailed.class));
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void aRefusedInputIsNoFailure() {
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(
              () ->
                  run(
                      () -> {
                        throw new InvalidInput("no");
                      }))
          .isInstanceOf(InvalidInput.class);
    }
    assertThat(breaker.isOpen()).isFalse();
  }

  @Test
  void aCallThatBeganBeforeItOpenedDoesNotCloseIt() {
    run(
        () -> {
          open();
          now.addAndGet(Duration.ofMillis(10).toNanos());
        });
    assertThat(breaker.isOpen()).isTrue();
  }

  private void open() {
    for (int i = 0; i < 3; i++) {
      fail();
    }
    assertThat(breaker.isOpen()).isTrue();
  }

  private void succeed(int times) {
    for (int i = 0; i < times; i++) {
      run(calls::incrementAndGet);
    }
  }

  private void fail() {
    assertThatThrownBy(
            () ->
                run(
                    () -> {
                      calls.incrementAndGet();
                      throw new DependencyFailed("down", null);
                    }))
        .hasMessage("down");
  }

  private void run(Runnable call) {
    var unused =
        breaker.call(
            () -> {
              call.run();
              return true;
            });
  }
}

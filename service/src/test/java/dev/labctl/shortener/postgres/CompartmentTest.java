package dev.labctl.shortener.postgres;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.link.Code;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class CompartmentTest {
  private final AtomicInteger asked = new AtomicInteger();
  private final CountDownLatch held = new CountDownLatch(1);

  @Test
  void aPurposeThatIsSlowOrFailsTakesNothingFromAnother() throws Exception {
    Compartment lists = Compartments.part("primary", Purpose.LISTS, pool());
    Compartment redirects = Compartments.part("primary", Purpose.REDIRECTS, pool());
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < Purpose.LISTS.places(); i++) {
        threads.execute(
            () ->
                lists.call(
                    waited -> {
                      asked.incrementAndGet();
                      hold();
                      return true;
                    }));
      }
      await().until(() -> asked.get() == Purpose.LISTS.places());
      assertThatThrownBy(() -> lists.call(waited -> true))
          .isInstanceOfSatisfying(DependencyFailed.class, e -> assertThat(e.wasAsked()).isFalse())
          .hasMessageContaining("2 statements for lists");
      assertThat(redirects.<Boolean>call(waited -> true)).isTrue();
      held.countDown();
    }
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(
              () ->
                  lists.call(
                      waited -> {
                        throw new DependencyFailed("slow", null);
                      }))
          .isInstanceOf(DependencyFailed.class);
    }
    assertThat(lists.breaker().isOpen()).isTrue();
    assertThat(redirects.breaker().isOpen()).isFalse();
  }

  @Test
  void aRoundTripThatFailsCountsOnceWhateverItCarried() throws Exception {
    Compartment redirects = Compartments.part("replica", Purpose.REDIRECTS, pool());
    PostgresLookup lookup = PostgresLookup.replica(redirects);
    AtomicInteger failed = new AtomicInteger();
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < 40; i++) {
        threads.execute(
            () -> {
              try {
                lookup.find(new Code("nobody"));
              } catch (DependencyFailed e) {
                assertThat(e.wasAsked()).as("no connection, so nothing was sent").isFalse();
                failed.incrementAndGet();
              }
            });
      }
    }
    assertThat(failed).hasValue(40);
    assertThat(asked.get()).as("trips").isLessThan(40);
  }

  private void hold() {
    try {
      held.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private DataSource pool() {
    return (DataSource)
        Proxy.newProxyInstance(
            CompartmentTest.class.getClassLoader(),
            new Class<?>[] {DataSource.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("getConnection")) {
                asked.incrementAndGet();
                throw new SQLException("no server");
              }
              return method.getName();
            });
  }
}

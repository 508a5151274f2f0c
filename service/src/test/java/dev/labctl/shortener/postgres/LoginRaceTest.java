package dev.labctl.shortener.postgres;

import static dev.labctl.shortener.servers.Patience.await;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LoginRaceTest {
  private static final BooleanSupplier NEVER = () -> false;

  private final CountDownLatch thaw = new CountDownLatch(1);
  private final AtomicInteger frozenLogins = new AtomicInteger();
  private final AtomicInteger closed = new AtomicInteger();
  private final Connection good = connection();
  private final Connection late = connection();
  private final LoginRace.Server wrongRole =
      server(
          () -> {
            throw new SQLException("wrong role");
          });
  private final LoginRace.Server right = server(() -> good);
  private final LoginRace.Server frozen =
      server(
          () -> {
            frozenLogins.incrementAndGet();
            thaw.await();
            return late;
          });

  @AfterEach
  void release() {
    thaw.countDown();
  }

  @Test
  void passesOverAServerOfTheWrongRole() throws SQLException {
    assertThat(new LoginRace("primary", List.of(wrongRole, right), false).run(NEVER))
        .isSameAs(good);
  }

  @Test
  void aFrozenServerCostsItsHeadStartOnly() throws SQLException {
    long start = System.nanoTime();
    assertThat(new LoginRace("primary", List.of(frozen, right), false).run(NEVER)).isSameAs(good);
    assertThat(Duration.ofNanos(System.nanoTime() - start))
        .isBetween(Duration.ofMillis(140), Duration.ofSeconds(20));
  }

  @Test
  void aConnectionThatComesLateIsClosed() throws SQLException {
    assertThat(new LoginRace("primary", List.of(frozen, right), false).run(NEVER)).isSameAs(good);
    assertThat(closed).hasValue(0);
    thaw.countDown();
    await().until(() -> closed.get() == 1);
  }

  @Test
  void aFrozenServerIsNotAskedAgainWhileItHasNotAnswered() throws SQLException {
    LoginRace race = new LoginRace("primary", List.of(frozen, right), true);
    for (int i = 0; i < 20; i++) {
      assertThat(race.run(NEVER)).isSameAs(good);
    }
    assertThat(frozenLogins).hasValueLessThanOrEqualTo(1);
  }

  @Test
  void theLastWinnerIsAskedFirst() throws SQLException {
    LoginRace race = new LoginRace("primary", List.of(frozen, right), false);
    race.run(NEVER);
    thaw.countDown();
    await().until(() -> closed.get() == 1);
    race.run(NEVER);
    assertThat(frozenLogins).hasValue(1);
  }

  @Test
  void triesOnUntilItIsStoppedThenTellsWhy() {
    AtomicInteger looks = new AtomicInteger();
    LoginRace race = new LoginRace("primary", List.of(wrongRole), false);
    assertThatThrownBy(() -> race.run(() -> looks.incrementAndGet() > 5))
        .isInstanceOf(SQLException.class)
        .hasMessageContaining("a server said: wrong role");
    assertThat(looks).hasValue(6);
  }

  @Test
  void aPromotionIsNoticedWhileAnotherServerIsFrozen() throws SQLException {
    long promotedAt = System.nanoTime() + Duration.ofMillis(500).toNanos();
    LoginRace.Server promoted =
        server(
            () -> {
              if (System.nanoTime() < promotedAt) {
                throw new SQLException("wrong role");
              }
              return good;
            });
    assertThat(new LoginRace("primary", List.of(frozen, promoted), false).run(NEVER))
        .isSameAs(good);
    assertThat(Duration.ofNanos(System.nanoTime() - promotedAt)).isLessThan(Duration.ofSeconds(20));
  }

  @Test
  void aLoginThatNeverEndsKeepsItsServerFromNothing() throws SQLException {
    AtomicInteger logins = new AtomicInteger();
    LoginRace.Server stuckOnce =
        server(
            () -> {
              if (logins.getAndIncrement() == 0) {
                thaw.await();
              }
              return good;
            });
    assertThat(new LoginRace("primary", List.of(stuckOnce), false).run(NEVER)).isSameAs(good);
    assertThat(logins).hasValue(2);
  }

  @Test
  void aServerWhoseLoginBreaksInAnyWayIsTriedAgain() throws SQLException {
    AtomicInteger logins = new AtomicInteger();
    LoginRace.Server broken =
        server(
            () -> {
              switch (logins.getAndIncrement()) {
                case 0 -> throw new IllegalStateException("a bug");
                case 1 -> throw new ExceptionInInitializerError("a worse one");
                default -> {
                  return good;
                }
              }
            });
    assertThat(new LoginRace("primary", List.of(broken), false).run(NEVER)).isSameAs(good);
  }

  private Connection connection() {
    return (Connection)
        Proxy.newProxyInstance(
            getClass().getClassLoader(),
            new Class<?>[] {Connection.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "close" -> {
                    closed.incrementAndGet();
                    yield null;
                  }
                  case "equals" -> proxy == arguments[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> method.getName();
                });
  }

  private static LoginRace.Server server(Callable<Connection> login) {
    return new LoginRace.Server(
        "a server",
        (DataSource)
            Proxy.newProxyInstance(
                LoginRaceTest.class.getClassLoader(),
                new Class<?>[] {DataSource.class},
                (proxy, method, arguments) ->
                    switch (method.getName()) {
                      case "getConnection" -> login.call();
                      case "equals" -> proxy == arguments[0];
                      case "hashCode" -> System.identityHashCode(proxy);
                      default -> method.getName();
                    }));
  }
}

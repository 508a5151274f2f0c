package dev.labctl.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.FakePlatform;
import dev.labctl.lab.LabLock;
import dev.labctl.lab.Quiet;
import dev.labctl.lab.Undo;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RescueTest {
  private static final Supplier<LabLock> HELD =
      () -> {
        throw LabctlException.machine("in use by labctl run (process 1)");
      };
  @TempDir Path state;
  private FakePlatform platform;
  private Journal journal;

  @BeforeEach
  void lab() {
    platform = new FakePlatform(state);
    journal = new Journal(state);
  }

  @Test
  void waitsForTheLabThenUndoes() {
    open(Instant.now());
    var tries = new AtomicInteger();

    assertThat(
            rescue(() -> tries.incrementAndGet() < 3 ? HELD.get() : LabLock.take(state, "test"))
                .run(new Quiet()))
        .hasSize(1);
    assertThat(platform.calls).containsExactly("undo power-on");
  }

  @Test
  void undoesWithoutTheLabWhatAHungRunOwes() {
    open(Instant.now().minusSeconds(31));

    assertThat(rescue(HELD).run(new Quiet())).hasSize(1);
    assertThat(platform.calls).containsExactly("undo power-on");
    assertThat(journal.unsettled()).isEmpty();
  }

  @Test
  void givesTheLabBack() {
    rescue(() -> LabLock.take(state, "first")).run(new Quiet());

    try (var again = LabLock.take(state, "second")) {
      assertThat(again).isNotNull();
    }
  }

  private Rescue rescue(Supplier<LabLock> lock) {
    return new Rescue(platform, journal, Clock.systemUTC(), lock);
  }

  private void open(Instant due) {
    journal.open(
        new Obligation(
            "run/a",
            Instant.now(),
            "node-kill",
            "node-1",
            new Undo("local", "power-on", List.of("node-1")),
            due));
  }
}

package dev.labctl.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.process.Child;
import dev.labctl.process.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** In a program of its own: a signal to the tests' own JVM would be for all of them. */
class InterruptionTest {
  private static final int IN_ORDER = 42;

  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(strings = {"INT", "TERM", "HUP"})
  void aSignalEndsAProgramInOrder(String signal) throws InterruptedException {
    var ready = new CountDownLatch(1);
    List<String> command =
        List.of(
            "env",
            "--default-signal=INT,TERM,HUP",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            Program.class.getName());
    try (Child child =
        Child.start(command, Map.of(), folder.resolve("errors"), _ -> ready.countDown())) {
      assertThat(ready.await(60, TimeUnit.SECONDS)).as("the program has begun").isTrue();

      Command.of("kill", "-" + signal, Long.toString(child.pid()))
          .run(Duration.ofSeconds(20))
          .orThrow();

      assertThat(child.exit(Duration.ofSeconds(60))).hasValue(IN_ORDER);
    }
  }

  /** Ends with {@link #IN_ORDER} when it is interrupted. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) throws InterruptedException {
      var interrupted = new CountDownLatch(1);
      try (var _ = new Interruption(interrupted::countDown)) {
        System.out.println("ready");
        System.exit(interrupted.await(120, TimeUnit.SECONDS) ? IN_ORDER : 1);
      }
    }
  }
}

package dev.labctl.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.LabctlException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ChildTest {
  @TempDir private Path folder;

  @Test
  void givesEveryLineAndTheExitCode() throws Exception {
    List<String> lines = new CopyOnWriteArrayList<>();
    String script = "read a; echo got $a; echo warn >&2; exit 7";
    try (Child child =
        Child.start(List.of("sh", "-c", script), Map.of(), folder.resolve("err"), lines::add)) {
      child.tell("x");
      assertThat(child.exit(Duration.ofSeconds(5))).hasValue(7);
    }
    assertThat(lines).containsExactly("got x");
    assertThat(Files.readString(folder.resolve("err"))).isEqualTo("warn\n");
  }

  @Test
  void closingEndsWhatReadsItsInput() {
    Child child = Child.start(List.of("cat"), Map.of(), folder.resolve("err"), line -> {});
    child.close();
    assertThat(child.alive()).isFalse();
  }

  @Test
  void aCommandThatLastsTooLongIsKilled() {
    Command sleep = Command.of("sleep", "60");
    assertThatThrownBy(() -> sleep.run(Duration.ofMillis(100)))
        .isInstanceOf(LabctlException.class)
        .hasMessageContaining("not ended within 100 ms");
  }

  @Test
  void aCommandSaysWhyItFailed() {
    Command.Result result =
        Command.of("sh", "-c", "cat; echo no >&2; exit 3")
            .withInput("in")
            .run(Duration.ofSeconds(5));
    assertThat(result.out()).isEqualTo("in");
    assertThatThrownBy(result::orThrow)
        .isInstanceOf(LabctlException.class)
        .hasMessageContaining("exit code 3")
        .hasMessageEndingWith("no");
  }

  @Test
  void aMissingProgramIsNamed() {
    Command missing = Command.of("no-such-program-of-ours");
    assertThat(missing.run(Duration.ofSeconds(5)).exit()).isNotZero();
  }
}

package dev.labctl.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import dev.labctl.exit.LabctlException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever a program does with its streams, labctl's wait for it ends. */
class CommandTest {
  private static final Duration MUCH_LESS_THAN_THE_SLEEP = Duration.ofSeconds(30);
  private static final String GRANDCHILD = "sleep 120 & echo $!";
  private static final String MUCH = "x".repeat(1 << 20);
  @TempDir private Path folder;

  @Test
  void outputThatAGrandchildHoldsOpenDoesNotHoldTheCommand() {
    Command.Result result =
        assertTimeoutPreemptively(
            MUCH_LESS_THAN_THE_SLEEP,
            () -> Command.of("sh", "-c", GRANDCHILD).run(Duration.ofSeconds(20)));

    end(result.out());
    assertThat(result.exit()).isZero();
  }

  @Test
  void inputThatIsNotReadDoesNotOutlastTheLimit() {
    Command unread = Command.of("sleep", "120").withInput(MUCH);

    assertTimeoutPreemptively(
        MUCH_LESS_THAN_THE_SLEEP,
        () ->
            assertThatThrownBy(() -> unread.run(Duration.ofMillis(300)))
                .isInstanceOf(LabctlException.class)
                .hasMessageContaining("not ended within 300 ms"));
  }

  @Test
  void aChildsOutputThatAGrandchildHoldsOpenDoesNotHoldItsEnd() {
    List<String> lines = new CopyOnWriteArrayList<>();
    try (Child child =
        Child.start(List.of("sh", "-c", GRANDCHILD), Map.of(), folder.resolve("err"), lines::add)) {
      assertTimeoutPreemptively(
          MUCH_LESS_THAN_THE_SLEEP,
          () -> assertThat(child.exit(Duration.ofSeconds(20))).hasValue(0));
    }
    end(lines.getFirst());
  }

  @Test
  void aChildThatDoesNotReadIsSaidNotWaitedForAndCanBeClosed() {
    Child child = Child.start(List.of("sleep", "120"), Map.of(), folder.resolve("err"), _ -> {});

    assertTimeoutPreemptively(
        MUCH_LESS_THAN_THE_SLEEP,
        () -> {
          assertThatThrownBy(() -> child.tell(MUCH))
              .isInstanceOf(LabctlException.class)
              .hasMessageContaining("it does not read");
          child.close();
        });
    assertThat(child.alive()).isFalse();
  }

  private static void end(String pid) {
    ProcessHandle.of(Long.parseLong(pid.strip())).ifPresent(ProcessHandle::destroyForcibly);
  }
}

package dev.labctl.platform;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.lab.Undo;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class UndosTest {
  private final List<String> done = new ArrayList<>();

  @Test
  void aPromiseIsKeptByAnotherProcessThatReadItFromADisk() {
    Undo promise = new Undos("local").kind("thaw", done::addAll).promise("node-1", "7@8");
    String written = Json.lines().writeValueAsString(promise);
    Undos later = new Undos("local");
    later.kind("thaw", done::addAll);

    later.keep(Json.lines().readValue(written, Undo.class));

    assertThat(done).containsExactly("node-1", "7@8");
  }

  @Test
  void aPromiseOfAnotherPlatformIsRefused() {
    Undo promise = new Undos("k3s-docker").kind("thaw", done::addAll).promise("node-1");
    Undos undos = new Undos("local");
    undos.kind("thaw", done::addAll);

    assertThatThrownBy(() -> undos.keep(promise))
        .hasMessageContaining("provider 'k3s-docker'")
        .extracting(e -> ((LabctlException) e).exitCode())
        .isEqualTo(ExitCode.USAGE);
    assertThat(done).isEmpty();
  }
}

package dev.labctl.platform.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.labctl.cli.LabComponents;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Quiet;
import dev.labctl.lab.UsualComponents;
import dev.labctl.process.Detached;
import dev.labctl.process.ProcFs;
import dev.labctl.spec.ClusterReader;
import dev.labctl.spec.ClusterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A lab is stopped and forgotten whatever path leads to its state; never half of it. */
class OneLabUnderEverySpellingTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();

  @TempDir private Path temp;
  private final List<Long> started = new ArrayList<>();
  private ClusterSpec spec;
  private Path state;
  private Path link;

  @BeforeEach
  void makeState() throws IOException {
    Path file = temp.resolve("pair.yaml");
    Files.writeString(
        file,
        """
        apiVersion: labctl/v1
        kind: Cluster
        metadata: {name: pair}
        provider: local
        nodes: [127.0.93.1, 127.0.93.2, 127.0.93.3]
        edge: 127.0.93.10
        """);
    spec = new ClusterReader().read(file, "pair.yaml");
    Path home = Files.createDirectory(temp.resolve("home"));
    state = Files.createDirectory(home.resolve("pair"));
    Files.createDirectory(state.resolve("data"));
    Files.writeString(state.resolve("data/precious"), "rows");
    link = Files.createSymbolicLink(temp.resolve("link"), home).resolve("pair");
  }

  @AfterEach
  void endWhatWasStarted() {
    started.forEach(pid -> ProcessHandle.of(pid).ifPresent(ProcessHandle::destroyForcibly));
  }

  @Test
  void aLabStartedThroughALinkIsStoppedByTheRealPath() {
    long member = start(layout(link).mark(layout(link).lab().nodes().getFirst()), "/");
    try (LocalPlatform platform = platform(state)) {
      assertThat(platform.running()).isTrue();
      platform.down(true, new Quiet());
    }
    assertThat(new ProcFs().stat(member)).isEmpty();
    assertThat(state.resolve("data")).doesNotExist();
  }

  @Test
  void aMemberIsKnownByItsFolderWhateverIdItWasStartedWith() {
    long member = start("LABCTL_NODE=pair-ffffffff/node-2", link.resolve("data").toString());
    try (LocalPlatform platform = platform(state)) {
      platform.down(true, new Quiet());
    }
    assertThat(new ProcFs().stat(member)).isEmpty();
    assertThat(state.resolve("data")).doesNotExist();
  }

  @Test
  void nothingIsDeletedWhileAnythingOfTheLabRuns() {
    start("LABCTL_NODE=" + layout(state).id() + "/node-9", "/");
    try (LocalPlatform platform = platform(state)) {
      assertThatThrownBy(() -> platform.down(true, new Quiet()))
          .isInstanceOf(LabctlException.class)
          .hasMessageContaining(started.getFirst() + " (sleep)")
          .hasMessageEndingWith("nothing was deleted");
    }
    assertThat(state.resolve("data/precious")).hasContent("rows");
  }

  @Test
  void anotherLabsMembersAreLeftAlone() {
    long member = start("LABCTL_NODE=pair-ffffffff/node-2", "/");
    try (LocalPlatform platform = platform(state)) {
      assertThat(platform.running()).isFalse();
      platform.down(true, new Quiet());
    }
    assertThat(new ProcFs().stat(member)).isPresent();
  }

  private long start(String mark, String home) {
    long pid =
        Detached.start(
            List.of("env", "-i", mark, "PATH=/usr/bin:/bin", "HOME=" + home, "sleep", "600"),
            temp,
            temp.resolve("log"));
    started.add(pid);
    await()
        .untilAsserted(
            () -> assertThat(new ProcFs().stat(pid).map(ProcFs.Stat::name)).contains("sleep"));
    return pid;
  }

  private Layout layout(Path folder) {
    Lab lab = LocalLabs.of(spec, UsualComponents.OF_A_LAB, folder, ROOT);
    return Layout.of(lab, MemberUser.current());
  }

  private LocalPlatform platform(Path folder) {
    return new LocalPlatform(
        spec, LabComponents.ALL, folder, ROOT, System.getenv("PATH"), InstantSource.system());
  }
}

package dev.labctl.platform.local;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.lab.Change;
import dev.labctl.lab.FakePlatform;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.Node;
import dev.labctl.platform.Undos;
import dev.labctl.process.Child;
import dev.labctl.process.Command;
import dev.labctl.process.Identity;
import dev.labctl.process.ProcFs;
import dev.labctl.process.ProcFs.Stat;
import dev.labctl.process.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On processes of our own that bear the mark of a node. */
class NodeProcessesTest {
  @TempDir private Path folder;
  private final ProcFs proc = new ProcFs();
  private final List<Child> children = new ArrayList<>();
  private Layout layout;
  private Node node;
  private NodeProcesses processes;

  @BeforeEach
  void node() {
    Lab lab = new FakePlatform(folder).lab();
    layout = new Layout(lab, "test-" + folder.getFileName(), folder);
    node = lab.nodes().getFirst();
    processes = new NodeProcesses(proc, layout);
  }

  @AfterEach
  void nothingIsLeft() {
    processes.kill(node);
    children.forEach(Child::close);
  }

  @Test
  void aNodeIsFrozenWhileItsProcessesFork() {
    start("sh", "-c", "while :; do (:) & done");
    start("sh", "-c", "while :; do /bin/true; done");

    processes.freeze(node);

    List<Stat> frozen = processes.of(node);
    assertThat(frozen).isNotEmpty();
    assertThat(frozen).allMatch(proc::held);
    assertThat(NodeProcesses.identities(processes.of(node)))
        .isEqualTo(NodeProcesses.identities(frozen));
  }

  /** The child of vfork is stopped before its exec, and its parent then waits for it unstopped. */
  @Test
  void aNodeIsFrozenWhoseProcessWaitsInVfork() throws IOException {
    assumeTrue(
        Command.of("python3", "--version").run(Duration.ofMinutes(1)).exit() == 0, "no python3");
    Path script = Files.writeString(folder.resolve("spawn.py"), SPAWN);
    start("python3", script.toString());
    await().atMost(Duration.ofSeconds(10)).until(() -> processes.of(node).size() >= 1);

    for (int round = 0; round < 20; round++) {
      processes.freeze(node);
      processes.thaw(node, List.of());
    }
  }

  private static final String SPAWN =
      """
      import subprocess
      while True:
          subprocess.run(["/bin/true"])
      """;

  @Test
  void thawingContinuesWhateverIsFoundStopped() {
    start("sleep", "120");
    start("sleep", "120");
    await().until(() -> processes.of(node).size() == 2);
    Signal.STOP.send(proc, NodeProcesses.identities(processes.of(node)));

    processes.thaw(node, List.of());

    assertThat(processes.of(node)).hasSize(2).noneMatch(Stat::stopped);
  }

  @Test
  void aNodeThatWasStoppedBeforeItsKillWasCompleteIsPoweredOn() throws IOException {
    Path supervisor = folder.resolve("runsvdir");
    Files.createSymbolicLink(supervisor, Path.of("/bin/sleep"));
    start(supervisor.toString(), "120");
    start("sleep", "120");
    await().until(() -> processes.of(node).size() == 2);
    await().until(() -> processes.supervisor(node).isPresent());
    processes.freeze(node);
    var starts = new AtomicInteger();

    processes.powerOn(
        node,
        () -> {
          starts.incrementAndGet();
          start(supervisor.toString(), "120");
        });

    assertThat(starts).hasValue(1);
    assertThat(processes.supervisor(node)).isPresent();
    assertThat(processes.of(node)).noneMatch(Stat::stopped);
  }

  @Test
  void aNodeThatRunsIsLeftAlone() throws IOException {
    Path supervisor = folder.resolve("runsvdir");
    Files.createSymbolicLink(supervisor, Path.of("/bin/sleep"));
    start(supervisor.toString(), "120");
    await().until(() -> processes.supervisor(node).isPresent());
    List<Stat> before = processes.of(node);

    processes.powerOn(
        node,
        () -> {
          throw new AssertionError("started again");
        });

    assertThat(NodeProcesses.identities(processes.of(node)))
        .isEqualTo(NodeProcesses.identities(before));
  }

  /** As Postgres: a main process that forks, and another of the same node beside it. */
  @Test
  void aMembersProcessAndItsChildrenAloneAreStoppedAndContinued() {
    start("sleep", "121");
    start("sh", "-c", "sleep 122 & while :; do (:); done");
    await().until(() -> named("sh").isPresent() && sleepers() == 2);
    Identity main = named("sh").orElseThrow();
    Undos undos = new Undos("local");
    var power = new LocalNodePower(layout.lab(), processes, null, undos);
    var members = new LocalProcesses(proc, processes, _ -> Optional.of(main), undos, power.thaw());
    Member member =
        layout.lab().members().stream()
            .filter(m -> m.node().equals(node))
            .findFirst()
            .orElseThrow();

    Change change = members.stop(member);
    assertThat(members.stopped(member)).isFalse();
    change.inject().run();

    assertThat(members.stopped(member)).isTrue();
    assertThat(processes.of(node).stream().filter(s -> s.name().equals("sleep")))
        .hasSize(2)
        .filteredOn(proc::held)
        .hasSize(1);
    undos.keep(change.undo());
    undos.keep(change.undo());
    assertThat(members.stopped(member)).isFalse();
    assertThat(processes.of(node)).noneMatch(Stat::stopped);
  }

  private Optional<Identity> named(String program) {
    return processes.of(node).stream()
        .filter(s -> s.name().equals(program))
        .filter(s -> processes.of(node).stream().noneMatch(o -> o.identity().pid() == s.parent()))
        .map(Stat::identity)
        .findFirst();
  }

  private long sleepers() {
    return processes.of(node).stream().filter(s -> s.name().equals("sleep")).count();
  }

  private void start(String... line) {
    String[] mark = layout.mark(node).split("=", 2);
    Map<String, String> environment = new HashMap<>(Map.of(mark[0], mark[1]));
    children.add(Child.start(List.of(line), environment, folder.resolve("err"), _ -> {}));
  }
}

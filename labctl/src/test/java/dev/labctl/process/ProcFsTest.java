package dev.labctl.process;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.process.ProcFs.Stat;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProcFsTest {
  private static final String REST =
      " S 7 7 7 0 -1 4194560 1 2 3 4 5 6 7 8 20 0 1 0 4711 100 200 300";

  private final ProcFs proc = new ProcFs();

  @Test
  void readsANameThatHoldsSpacesAndParentheses() {
    Stat stat = ProcFs.parse("42 (a) (b c)" + REST).orElseThrow();
    assertThat(stat).isEqualTo(new Stat(new Identity(42, 4711), "a) (b c", 'S', 7));
  }

  @Test
  void isEmptyForATruncatedLine() {
    assertThat(ProcFs.parse("42 (a) S 7")).isEmpty();
    assertThat(ProcFs.parse("")).isEmpty();
  }

  @Test
  void theRootOfAnOrdinaryContainerMayNotTrace(@TempDir Path folder) throws IOException {
    Path status = Files.createDirectory(folder.resolve("self")).resolve("status");
    Files.writeString(status, "Name:\tjava\nCapEff:\t00000000a80425fb\n");
    assertThat(new ProcFs(folder).mayTrace()).isFalse();
    Files.writeString(status, "Name:\tjava\nCapEff:\t000001ffffffffff\n");
    assertThat(new ProcFs(folder).mayTrace()).isTrue();
  }

  @Test
  void aDeadProcessIsAbsent(@TempDir Path folder) throws IOException {
    Path entry = Files.createDirectory(folder.resolve("42"));
    Files.writeString(entry.resolve("stat"), "42 (a)" + REST.replace(" S ", " Z "));
    assertThat(new ProcFs(folder).stat(42)).isEmpty();
    assertThat(new ProcFs(folder).all()).isEmpty();
  }

  @Test
  void aLaterProcessWithTheSameNumberIsAnother() {
    long pid = ProcessHandle.current().pid();
    Identity self = proc.stat(pid).orElseThrow().identity();
    assertThat(proc.stat(self)).isPresent();
    assertThat(proc.stat(new Identity(pid, self.startTicks() + 1))).isEmpty();
  }

  @Test
  void findsWhoListensOnAnAddressAndNotOnItsNeighbour() throws IOException {
    InetAddress mine = InetAddress.ofLiteral("127.0.29.1");
    try (ServerSocket socket = new ServerSocket(0, 1, mine)) {
      int port = socket.getLocalPort();
      assertThat(proc.listener(mine, port).orElseThrow().identity().pid())
          .isEqualTo(ProcessHandle.current().pid());
      assertThat(proc.listener(InetAddress.ofLiteral("127.0.29.2"), port)).isEmpty();
    }
  }

  @Test
  void aListenerOnEveryAddressCoversEachOfThem() {
    InetAddress address = InetAddress.ofLiteral("127.0.29.1");
    assertThat(ProcFs.covers("00000000:1538", address, 5432)).isTrue();
    assertThat(ProcFs.covers("00000000:1538", address, 5433)).isFalse();
    assertThat(ProcFs.covers("011D007F:1538", address, 5432)).isTrue();
    assertThat(ProcFs.covers("021D007F:1538", address, 5432)).isFalse();
  }

  @Test
  void aStoppedChildIsSeenStoppedUntilContinued(@TempDir Path folder) {
    try (Child child =
        Child.start(List.of("cat"), Map.of("MARK", "here"), folder.resolve("err"), line -> {})) {
      Identity identity = proc.stat(child.pid()).orElseThrow().identity();
      Signal.STOP.send(proc, List.of(identity));
      Await.until(
          "stopping",
          Duration.ofSeconds(5),
          Duration.ofMillis(5),
          dev.labctl.exit.ExitCode.MACHINE,
          () -> proc.stat(identity),
          s -> s.orElseThrow().stopped());
      Signal.CONT.send(proc, List.of(identity));
      Await.until(
          "continuing",
          Duration.ofSeconds(5),
          Duration.ofMillis(5),
          dev.labctl.exit.ExitCode.MACHINE,
          () -> proc.stat(identity),
          s -> !s.orElseThrow().stopped());
      // It is empty for a moment while one program replaces another.
      Await.until(
          "the environment",
          Duration.ofSeconds(5),
          Duration.ofMillis(5),
          dev.labctl.exit.ExitCode.MACHINE,
          () -> proc.environment(child.pid()).orElseThrow(),
          environment -> environment.contains("MARK=here"));
    }
  }
}

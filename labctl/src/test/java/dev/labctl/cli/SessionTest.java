package dev.labctl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.FakePlatform;
import dev.labctl.lab.LabIdentity;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Quiet;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTest {
  @TempDir private Path temp;

  @Test
  void everyCommandRefusesAFileWhoseNameAnotherLabHas() throws IOException {
    Session one = session(file("one", 20));
    try (Platform platform = one.platform()) {
      one.lock("up").close();
      assertThat(LabIdentity.claim(one.state(), one.cluster(), temp.resolve("one.yaml"))).isTrue();
      assertThat(platform).isNotNull();
    }
    Session two = session(file("two", 30));
    assertThatThrownBy(two::platform).hasMessageContaining(temp.toRealPath() + "/one.yaml");
    assertThatThrownBy(two::ending).hasMessageContaining(temp.toRealPath() + "/one.yaml");
    assertThatThrownBy(two::state).isInstanceOf(LabctlException.class);
    assertThatThrownBy(() -> two.lock("up")).isInstanceOf(LabctlException.class);
    two.renderer().close();
  }

  @Test
  void aCommandThatChangesNothingLeavesNothing() throws IOException {
    Session session = session(file("one", 20));
    session.platform().close();
    session.renderer().close();
    assertThat(session.state()).doesNotExist();
    session.lock("up").close();
    assertThat(session.state()).isDirectory();
  }

  @Test
  void theStateIsTheSameThroughALink() throws IOException {
    Path file = file("one", 20);
    Path link = Files.createSymbolicLink(temp.resolve("link"), temp);
    assertThat(session(file, link.resolve("home")).state()).isEqualTo(session(file).state());
  }

  @Test
  void anUpThatMadeNothingLeavesTheNameFree() throws IOException {
    Session session = session(file("one", 20));
    session.makeState();
    try (FakePlatform platform = new FakePlatform(session.state())) {
      platform.running = false;
      platform.refusal = LabctlException.machine("port 127.0.20.1:6379 is taken");
      assertThatThrownBy(() -> session.up(platform, new Quiet())).hasMessageContaining("6379");
    }
    assertThat(LabIdentity.load(session.state())).isEmpty();
  }

  @Test
  void anUpThatFindsNobodyToAskLeavesTheNameFree() throws IOException {
    Session session = session(file("one", 20));
    session.makeState();
    try (FakePlatform platform = new FakePlatform(session.state())) {
      platform.running = false;
      platform.refusal = LabctlException.machine("docker is not installed");
      platform.before =
          call -> {
            throw LabctlException.machine("docker is not installed: " + call);
          };
      assertThatThrownBy(() -> session.up(platform, new Quiet()))
          .hasMessage("docker is not installed");
    }
    assertThat(LabIdentity.load(session.state())).isEmpty();
  }

  private Session session(Path file) {
    return session(file, temp.resolve("home"));
  }

  private static Session session(Path file, Path home) {
    GlobalOptions options = new GlobalOptions();
    options.cluster = file.toString();
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true);
    return new Session(
        options,
        (spec, state, root) -> new FakePlatform(state),
        home,
        () -> home,
        Streams.plain(nowhere, nowhere));
  }

  private Path file(String name, int block) throws IOException {
    Path file = temp.resolve(name + ".yaml");
    Files.writeString(
        file,
        """
        apiVersion: labctl/v1
        kind: Cluster
        metadata: {name: pair}
        provider: local
        nodes: [127.0.%1$d.1, 127.0.%1$d.2, 127.0.%1$d.3]
        edge: 127.0.%1$d.10
        """
            .formatted(block));
    return file;
  }
}

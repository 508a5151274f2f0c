package dev.labctl.component;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.component.alertmanager.Alertmanager;
import dev.labctl.lab.Component;
import dev.labctl.lab.Endpoint;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Node;
import dev.labctl.spec.ClusterReader;
import dev.labctl.spec.ProjectFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** A member that accepts and never answers is not said to be ill, and one that refuses is. */
class MemberProbeTest {
  private static final Component COMPONENT = Alertmanager.COMPONENT;

  @Test
  void oneThatDoesNotAnswerInTimeIsSlowAndNotIll() throws IOException {
    try (ServerSocket frozen = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Web web = new Web()) {
      MemberState state = look(frozen.getLocalPort(), web, Optional.of("1@1"));
      assertThat(state.slow()).isTrue();
      assertThat(state.detail()).isEqualTo("slow to answer");
      assertThat(state.identity()).isEqualTo("1@1");
    }
  }

  @Test
  void oneThatRefusesIsIllOrDoesNotRun() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    try (Web web = new Web()) {
      assertThat(look(port, web, Optional.of("1@1")).slow()).isFalse();
      assertThat(look(port, web, Optional.of("1@1")).detail()).isEqualTo("no answer");
      assertThat(look(port, web, Optional.empty()).detail()).isEqualTo("does not run");
    }
  }

  /** Each asks for two seconds who it is, as everything does on a machine that is too slow. */
  @Test
  void onASlowMachineNobodyWhoAnswersIsCalledSlow() throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = closed.getLocalPort();
    }
    try (Web web = new Web()) {
      Function<Member, Optional<String>> late =
          _ -> {
            LockSupport.parkNanos(Duration.ofSeconds(2).toNanos());
            return Optional.of("1@1");
          };
      assertThat(look(port, web, late).slow()).isFalse();
    }
  }

  private static MemberState look(int port, Web web, Optional<String> identity) {
    return look(port, web, _ -> identity);
  }

  private static MemberState look(int port, Web web, Function<Member, Optional<String>> identity) {
    Path root = ProjectFiles.root();
    Node edge = new Node("edge", "127.0.0.1");
    Member member = new Member("alertmanager", COMPONENT, edge);
    URI none = URI.create("http://127.0.0.1:1");
    Lab lab =
        new Lab(
            new ClusterReader().read(root.resolve("clusters/local.yaml"), "local.yaml"),
            root,
            root,
            List.of(),
            edge,
            List.of(member),
            (_, _) -> new Endpoint("127.0.0.1", port),
            none,
            none,
            none,
            "127.0.0.1");
    List<Definition> definitions = List.of(new Alertmanager());
    return new MemberProbe(
            () -> lab,
            definitions,
            new Secrets(root, definitions),
            web,
            InstantSource.system(),
            identity)
        .of(Set.of(COMPONENT))
        .getFirst();
  }
}

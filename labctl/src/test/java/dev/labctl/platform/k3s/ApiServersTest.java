package dev.labctl.platform.k3s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.platform.k3s.FakeApi.Answer;
import dev.labctl.process.Await;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests to servers that fail as real ones do, over real connections. */
class ApiServersTest {
  private static final Answer NODES =
      new Answer(200, "{\"kind\":\"NodeList\",\"apiVersion\":\"v1\",\"items\":[]}");

  @ParameterizedTest
  @ValueSource(ints = {0, 503})
  void aServerThatIsAloneIsAskedAgain(int status) throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (FakeApi api =
            new FakeApi(r -> asked.getAndIncrement() < 2 ? new Answer(status, "{}") : NODES);
        ApiServers servers = servers(api.address())) {
      assertThat(nodes(servers)).isZero();
      assertThat(asked).hasValue(3);
    }
  }

  @Test
  void aServerThatIsAloneIsGivenUpAfterThreeAttempts() throws IOException {
    try (FakeApi api = new FakeApi(r -> new Answer(503, "{\"message\":\"etcd has no leader\"}"));
        ApiServers servers = servers(api.address())) {
      assertThatThrownBy(() -> nodes(servers))
          .isInstanceOfSatisfying(
              LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.MACHINE))
          .hasMessageContaining("no API server lets labctl list nodes")
          .hasMessageContaining("etcd has no leader")
          .hasMessageContaining(api.address().toString());
      assertThat(api.requests()).hasSize(3);
    }
  }

  @Test
  void aServerThatAcceptsAndSaysNothingHoldsNobodyLongerThanPromised() throws IOException {
    try (ServerSocket silent = new ServerSocket(0);
        ApiServers servers = servers(URI.create("http://127.0.0.1:" + silent.getLocalPort()))) {
      long begun = System.nanoTime();

      assertThatThrownBy(() -> nodes(servers)).hasMessageContaining("no API server");

      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(9));
    }
  }

  @Test
  void silenceIsWaitedForOnceAndForgottenSoon() throws Exception {
    try (ServerSocket silent = new ServerSocket(0);
        ApiServers servers = servers(URI.create("http://127.0.0.1:" + silent.getLocalPort()))) {
      assertThatThrownBy(() -> nodes(servers)).hasMessageContaining("no API server");
      long begun = System.nanoTime();
      for (int i = 0; i < 10; i++) {
        assertThatThrownBy(() -> nodes(servers)).hasMessageContaining("no API server");
      }
      assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(1));
      int port = silent.getLocalPort();
      silent.close();

      // Whoever refuses connections is asked again: that costs nothing.
      Await.until(
          "being asked again",
          Duration.ofSeconds(4),
          Duration.ofMillis(100),
          ExitCode.MACHINE,
          () -> refusal(servers),
          text -> text.contains("connection refused"));
      try (FakeApi api = new FakeApi(port, r -> NODES)) {
        assertThat(nodes(servers)).isZero();
      }
    }
  }

  private static String refusal(ApiServers servers) {
    try {
      nodes(servers);
      return "";
    } catch (LabctlException e) {
      return String.valueOf(e.getMessage());
    }
  }

  @Test
  void aRefusalIsNotAskedAgain() throws IOException {
    try (FakeApi api = new FakeApi(r -> new Answer(403, "{\"message\":\"not for you\"}"));
        ApiServers servers = servers(api.address())) {
      assertThatThrownBy(() -> nodes(servers)).hasMessageContaining("Kubernetes refused");
      assertThat(api.requests()).hasSize(1);
    }
  }

  @Test
  void eachOfSeveralServersIsAskedOnceAndTheOneThatAnsweredIsAskedFirstNextTime()
      throws IOException {
    try (FakeApi broken = new FakeApi(r -> new Answer(503, "{}"));
        FakeApi sound = new FakeApi(r -> NODES);
        ApiServers servers = servers(broken.address(), sound.address())) {
      assertThat(nodes(servers)).isZero();
      assertThat(nodes(servers)).isZero();

      assertThat(broken.requests()).hasSize(1);
      assertThat(sound.requests()).hasSize(2);
    }
  }

  private static int nodes(ApiServers servers) {
    return servers.ask("list nodes", client -> client.nodes().list().getItems().size());
  }

  private static ApiServers servers(URI... addresses) {
    return new ApiServers(List.of(addresses), FakeApi::credentials);
  }
}

package dev.labctl.platform.k3s.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.lab.ChangesDocker;
import dev.labctl.lab.Finding;
import dev.labctl.lab.LoadsTheMachine;
import dev.labctl.lab.Quiet;
import dev.labctl.platform.k3s.docker.DockerNode.Role;
import dev.labctl.platform.k3s.image.DockerEngine;
import dev.labctl.platform.k3s.image.DockerEngine.DockerObject;
import dev.labctl.process.Command;
import dev.labctl.progress.Progress;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One K3s server, by the real Docker. */
@LoadsTheMachine
@ChangesDocker
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NodeContainersIT {
  private static final String IMAGE = "rancher/k3s:v1.34.4-k3s1";
  private static final String SUBNET = "172.31.131.0/24";
  private static final String BLOCK = "127.0.131.1";
  private static final DockerEngine DOCKER = new DockerEngine();
  private static final DockerCluster CLUSTER =
      new DockerCluster(
          "nodes-it", IMAGE, SUBNET, List.of(DockerCluster.server(1, Role.FOUNDER, SUBNET, BLOCK)));
  private static final Progress PROGRESS = new Quiet();

  @TempDir static Path state;
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static NodeContainers nodes;
  private static NodeContainerControl faults;

  @BeforeAll
  static void needsDocker() {
    assumeTrue(
        Command.of("sh", "-c", "docker version").run(Duration.ofSeconds(10)).exit() == 0,
        "skipped: no Docker answers on this machine");
    assumeTrue(
        new K3sImage(DOCKER, IMAGE).present(), "skipped: the image " + IMAGE + " is not here");
    nodes = new NodeContainers(DOCKER, CLUSTER, state);
    faults = new NodeContainerControl(DOCKER, CLUSTER, nodes);
    nodes.remove(true);
  }

  @AfterAll
  static void removesWhatAFailureLeft() {
    if (nodes != null) {
      nodes.remove(true);
    }
  }

  @Test
  @Order(1)
  void refusesAPortThatIsHeldNamingItsHolder() throws Exception {
    try (var _ = new ServerSocket(6443, 1, InetAddress.ofLiteral(BLOCK))) {
      var preflight = new DockerPreflight(DOCKER, CLUSTER, state, 0);

      assertThat(preflight.required())
          .filteredOn(f -> !f.ok())
          .extracting(Finding::actual)
          .contains(
              BLOCK + ":6443 is held by process " + ProcessHandle.current().pid() + " (java)");
    }
    assertThat(DOCKER.labelled(DockerObject.CONTAINER, CLUSTER.label())).isEmpty();
  }

  @Test
  @Order(2)
  void makesAServerWhoseApiAnswersAndKeepsTheTokenToItself() throws Exception {
    assertThat(nodes.plan()).hasSize(2);

    assertThat(nodes.createMissing(PROGRESS)).hasSize(2);

    assertThat(nodes.state("node-1").up()).isTrue();
    Path token = state.resolve("k3s-token");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(token)))
        .isEqualTo("rw-------");
    assertThat(DOCKER.run("inspect", CLUSTER.container("node-1")))
        .doesNotContain(Files.readString(token).strip());
    assertThat(DOCKER.run("top", CLUSTER.container("node-1"), "-eo", "pid,args"))
        .doesNotContain(Files.readString(token).strip());
  }

  @Test
  @Order(3)
  void aSecondTimeChangesNothing() {
    NodeState before = nodes.state("node-1");

    assertThat(nodes.createMissing(PROGRESS)).isEmpty();

    assertThat(nodes.state("node-1")).isEqualTo(before);
  }

  @Test
  @Order(4)
  void writesAKubeconfigOnceWithModeSixHundred() throws Exception {
    var kubeconfigs = new Kubeconfigs(DOCKER, CLUSTER, state);

    assertThat(kubeconfigs.write("https://127.0.131.1:6443")).isTrue();
    assertThat(kubeconfigs.write("https://127.0.131.1:6443")).isFalse();

    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kubeconfigs.file())))
        .isEqualTo("rw-------");
    assertThat(Files.readString(kubeconfigs.file())).contains("https://127.0.131.1:6443");
    assertThat(kubeconfigs.servers()).containsExactly("https://127.0.131.1:6443");
  }

  @Test
  @Order(5)
  void importsAnImageOnceAndAgainWhenItsContentIsAnother() throws Exception {
    var images = new NodeImages(DOCKER, CLUSTER.container("node-1"));
    var known = new ManifestDigests(state);
    String reference = "labctl/nodes-it:1";
    Path archive = state.resolve("image.tar");
    try {
      for (String content : List.of("first", "second")) {
        Path context = Files.createDirectories(state.resolve("context"));
        Files.writeString(context.resolve("Dockerfile"), "FROM scratch\nCOPY file /\n");
        Files.writeString(context.resolve("file"), content);
        DOCKER.run("build", "--tag=" + reference, context.toString());
        DOCKER.run("save", "--output", archive.toString(), reference);
        assertThat(images.missing(List.of(reference), known)).containsExactly(reference);

        images.load(archive, List.of(reference), known);

        assertThat(images.missing(List.of(reference), known)).isEmpty();
      }
    } finally {
      DOCKER.run("image", "rm", reference);
    }
  }

  @Test
  @Order(6)
  void aFrozenNodeIsPausedUntilThawedTwice() {
    faults.freeze("node-1");
    assertThat(nodes.state("node-1").paused()).isTrue();

    faults.thaw("node-1");
    faults.thaw("node-1");

    assertThat(nodes.state("node-1").up()).isTrue();
  }

  @Test
  @Order(7)
  void aCutNodeAnswersNobodyUntilRestored() {
    assertThat(metrics()).isTrue();

    faults.cutNetwork("node-1");
    faults.cutNetwork("node-1");
    assertThat(metrics()).isFalse();
    faults.restoreNetwork("node-1");
    faults.restoreNetwork("node-1");

    assertThat(metrics()).isTrue();
    assertThat(rules()).doesNotContain("labctl");
  }

  @Test
  @Order(8)
  void aCutApiLeavesTheRestOfTheNodeAlone() {
    faults.cutApi("node-1");
    assertThat(reachable(6443)).isFalse();
    assertThat(metrics()).isTrue();

    faults.restoreApi("node-1");

    assertThat(reachable(6443)).isTrue();
    assertThat(rules()).doesNotContain("labctl");
  }

  @Test
  @Order(9)
  void aNodeThatWasPoweredOffStaysDownAndComesBackAsAnotherLife() {
    NodeState before = nodes.state("node-1");

    faults.powerOff("node-1");
    faults.powerOff("node-1");
    assertThat(nodes.state("node-1").running()).isFalse();
    assertThat(nodes.plan()).containsExactly("start node-1");
    faults.powerOn("node-1");
    faults.powerOn("node-1");

    NodeState after = nodes.state("node-1");
    assertThat(after.up()).isTrue();
    assertThat(after.id()).isEqualTo(before.id());
    assertThat(after.startedAt()).isNotEqualTo(before.startedAt());
  }

  @Test
  @Order(10)
  void removalKeepsDataUntilPurged() {
    nodes.remove(false);
    assertThat(DOCKER.labelled(DockerObject.CONTAINER, CLUSTER.label())).isEmpty();
    assertThat(DOCKER.labelled(DockerObject.NETWORK, CLUSTER.label())).isEmpty();
    assertThat(DOCKER.labelled(DockerObject.VOLUME, CLUSTER.label())).hasSize(3);

    nodes.remove(true);

    assertThat(DOCKER.labelled(DockerObject.VOLUME, CLUSTER.label())).isEmpty();
    assertThat(state.resolve("k3s-token")).doesNotExist();
  }

  private static boolean metrics() {
    return reachable(2381);
  }

  /** Whether the node answers one of this machine's requests; a published port always connects. */
  private static boolean reachable(int port) {
    try {
      // The API server answers plain HTTP too: with a refusal, which is an answer.
      return HTTP.send(
                  HttpRequest.newBuilder(URI.create("http://%s:%d/metrics".formatted(BLOCK, port)))
                      .timeout(Duration.ofSeconds(2))
                      .build(),
                  HttpResponse.BodyHandlers.discarding())
              .statusCode()
          > 0;
    } catch (IOException noAnswer) {
      return false;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String rules() {
    return DOCKER.run("exec", CLUSTER.container("node-1"), "iptables", "-t", "mangle", "-S");
  }
}

package dev.labctl.system;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.ChangesDocker;
import dev.labctl.lab.InjectsFaults;
import dev.labctl.process.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import tools.jackson.databind.JsonNode;

/**
 * The program as a user has it, on a K3s cluster of its own in Docker: wherever Docker and the K3s
 * image are to be had. One cluster serves all tests, in order: another class would cost another.
 */
@InjectsFaults
@ChangesDocker
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class K3sLabST {
  private static final String IMAGE = "rancher/k3s:v1.34.4-k3s1";
  private static final Duration UP = Duration.ofMinutes(10);
  private Path root;
  private Path work;
  private Path scenarios;
  private Labctl labctl;
  private List<String> firewallBefore = List.of();

  @BeforeAll
  void findDocker() throws IOException {
    root = Path.of("").toAbsolutePath().getParent();
    assumeThat(docker("version")).as("Docker answers").isTrue();
    assumeThat(docker("image", "inspect", IMAGE) || docker("pull", "--quiet", IMAGE))
        .as("the image " + IMAGE + " is to be had")
        .isTrue();
    work = Files.createDirectories(Path.of("target/k3s-lab").toAbsolutePath());
    scenarios = Path.of("src/test/resources/system").toAbsolutePath();
    labctl = new Labctl(root, scenarios.resolve("k3s-cluster.yaml"), work);
    labctl.run(Duration.ofMinutes(2), "down", "--purge");
    firewallBefore = firewall();
  }

  @AfterAll
  void leaveNothing() {
    if (labctl == null) {
      return;
    }
    var down = labctl.run(Duration.ofMinutes(3), "down", "--purge");
    assertThat(down.exit()).as(down.err()).isZero();
    for (List<String> list :
        List.of(
            List.of("ps", "-aq"), List.of("volume", "ls", "-q"), List.of("network", "ls", "-q"))) {
      assertThat(ours(list)).as("docker " + list).isEmpty();
    }
    assertThat(firewall()).as("rules with our addresses or name").isEqualTo(firewallBefore);
  }

  /** This machine's rules that are of the lab: by its addresses, or by labctl's comments. */
  private static List<String> firewall() {
    Command.Result rules =
        Command.of("sh", "-c", "iptables-save && ip6tables-save").run(Duration.ofSeconds(30));
    if (rules.exit() != 0) {
      // Then the containers and networks, whose rules they are, have to do.
      System.err.println("the firewall's rules are not compared: " + rules.err().strip());
      return List.of();
    }
    return rules
        .out()
        .lines()
        .filter(l -> Stream.of("172.31.150.", "127.0.15.", "labctl").anyMatch(l::contains))
        .toList();
  }

  @Test
  @Order(1)
  void killedInAnyStepUpIsFinishedByTheNext() {
    List<String> steps =
        List.of(
            "Images:",
            "K3s nodes:",
            "Images into the nodes:",
            "Applying the manifests:",
            "Waiting for the Postgres primary");
    for (int i = 0; i < steps.size(); i++) {
      // A step that an earlier up has done is not said again: then the next one.
      List<String> left = steps.subList(i, steps.size());
      try (var up = labctl.start("up")) {
        await()
            .atMost(UP)
            .pollInterval(Duration.ofMillis(100))
            .until(
                () -> !up.alive() || left.stream().anyMatch(s -> up.err().contains("ok     " + s)));
        Labctl.signal("KILL", up.pid());
      }
    }
    var up = labctl.run(UP, "up");
    assertThat(up.exit()).as(up.err()).isZero();
    labctl.assertSteady();
  }

  @Test
  @Order(2)
  void aSecondUpChangesNothing() {
    var again = labctl.run(Labctl.SOON, "up", "-o", "json");
    assertThat(again.exit()).as(again.err()).isZero();
    assertThat(again.json().path("changed")).as(again.out()).isEmpty();
  }

  @Test
  @Order(2)
  void statusTellsNodesPodsAndCertificates() {
    JsonNode status = labctl.run(Labctl.SOON.multipliedBy(2), "status", "-o", "json").json();
    assertThat(status.path("members")).hasSize(18);
    assertThat(status.path("nodes"))
        .hasSize(4)
        .allSatisfy(node -> assertThat(node.path("ready").asBoolean()).isTrue());
    // Three members of each component that has pods of its own, three and the backups on the edge.
    assertThat(status.path("pods")).hasSize(13);
    assertThat(status.path("certificates"))
        .hasSize(5)
        .allSatisfy(c -> assertThat(c.path("leftDays").asLong()).isPositive());
  }

  @Test
  @Order(2)
  void theApiServerTakesWhatRenderPrints() {
    var rendered = labctl.run(Labctl.SOON, "render");
    assertThat(rendered.exit()).as(rendered.err()).isZero();
    Command.Result applied =
        Command.of(
                List.of(
                    ("docker exec -i labctl-st-k3s-node-1 k3s kubectl apply --server-side"
                            + " --force-conflicts --field-manager=labctl --dry-run=server -f -")
                        .split(" ")))
            .withInput(rendered.out())
            .run(Duration.ofMinutes(1));
    assertThat(applied.exit()).as(applied.err()).isZero();
    long documents = rendered.out().lines().filter("---"::equals).count();
    assertThat(applied.out().lines()).hasSize(Math.toIntExact(documents));
  }

  @Test
  @Order(2)
  void aSnapshotThatIsSavedIsListed() {
    var saved = labctl.run(Labctl.SOON, "etcd", "snapshot", "save", "--name", "st", "-o", "json");
    assertThat(saved.exit()).as(saved.err()).isZero();
    assertThat(saved.json().path("bytes").asLong()).isPositive();
    JsonNode list = labctl.run(Labctl.SOON, "etcd", "snapshot", "list", "-o", "json").json();
    assertThat(list).contains(saved.json());
  }

  /** Of the time since it was started: one that spins takes most of a core, another a hundredth. */
  @Test
  @Order(2)
  void noSentinelSpins() {
    for (String pod : List.of("redis-1", "redis-2", "redis-3")) {
      String share =
          kubectl(
              "-n",
              "labctl",
              "exec",
              pod,
              "-c",
              "sentinel",
              "--",
              "sh",
              "-c",
              "cat /proc/uptime /proc/$(cat /proc/1/task/1/children | tr -d ' ')/stat"
                  + " | awk 'NR==1 {up=$1} NR==2 {print 100 * ($14+$15) / (100*up - $22)}'");
      assertThat(Double.parseDouble(share.strip())).as("percent of a core, " + pod).isLessThan(20);
    }
  }

  @Test
  @Order(4)
  void faultsOfKubernetesUnderLoadPassWithAWholeReport() {
    var run =
        labctl.run(Duration.ofMinutes(8), "run", scenarios.resolve("k3s-faults.yaml").toString());
    assertThat(run.exit()).as(run.out() + run.err()).isZero();
    JsonNode report = labctl.report("k3s-faults");
    assertThat(report.path("verdict").asString()).isEqualTo("PASS");
    assertThat(report.path("run").path("provider").asString()).isEqualTo("k3s-docker");
    assertThat(report.path("ledger").path("lost").asLong(-1)).isZero();
    assertThat(report.path("ledger").path("duplicated").asLong(-1)).isZero();
    assertThat(report.path("faults")).hasSize(3);
    for (JsonNode fault : report.path("faults")) {
      assertThat(fault.path("landed").asBoolean()).as(fault.toString()).isTrue();
      for (String time : List.of("injectedAt", "undoneAt", "healthyAt", "redundantAt")) {
        assertThat(fault.path(time).isString()).as(time + " in " + fault).isTrue();
      }
    }
  }

  @Test
  @Order(4)
  void killedInMidFaultIsRecoveredByTheNextCommand() {
    for (String fault : List.of("node-partition", "node-freeze")) {
      try (var run = labctl.start("chaos", "run", fault, "--for", "60s")) {
        labctl.awaitFault(run, fault);
        Labctl.signal("KILL", run.pid());
      }
      labctl.assertSteady();
    }
  }

  @Test
  @Order(5)
  void aFaultIsRefusedWhileAMemberIsMissing() {
    assertThat(docker("stop", "labctl-st-k3s-node-3")).isTrue();
    var refused =
        labctl.run(Duration.ofMinutes(3), "chaos", "run", "node-kill", "--target", "node:node-1");
    assertThat(refused.exit()).as(refused.out() + refused.err()).isNotZero();
    assertThat(refused.out() + refused.err()).contains("etcd-3").doesNotContain("\tat ");
    assertThat(docker("start", "labctl-st-k3s-node-3")).isTrue();
    labctl.assertSteady();
  }

  @Test
  @Order(3)
  void aLostRowComesBackByTheRunbook() {
    var rehearsal =
        labctl.run(
            Duration.ofMinutes(8), "runbook", "rehearse", "postgres-point-in-time", "-o", "json");
    assertThat(rehearsal.exit()).as(rehearsal.out() + rehearsal.err()).isZero();
    assertThat(rehearsal.json())
        .hasSizeGreaterThan(8)
        .allSatisfy(step -> assertThat(step.path("outcome").asString()).isEqualTo("passed"));
  }

  @Test
  @Order(6)
  void aLostQuorumIsMendedByTheRunbookOrSkippedWithTheReason() {
    var rehearsal =
        labctl.run(Duration.ofMinutes(15), "runbook", "rehearse", "etcd-quorum-loss", "-o", "json");
    if (rehearsal.exit() == 3) {
      assertThat(rehearsal.err()).contains("is skipped", "K3s can reset its cluster");
    } else {
      assertThat(rehearsal.exit()).as(rehearsal.out() + rehearsal.err()).isZero();
    }
    labctl.assertSteady();
  }

  @Test
  @Order(7)
  void aNamespaceOfAClusterThatExistsHasTheLabAndNothingElseIsTouched() throws IOException {
    // The nodes are somebody else's now. Two labs at once would be too much for two cores.
    kubectl("-n", "labctl", "delete", "statefulsets,deployments", "--all");
    String before = everythingElse();
    Labctl given = new Labctl(root, givenCluster(), Files.createDirectories(work.resolve("given")));

    var up = given.run(Duration.ofMinutes(4), "up");
    assertThat(up.exit()).as(up.err()).isZero();
    given.assertSteady();
    var again = given.run(Duration.ofMinutes(1), "up", "-o", "json");
    assertThat(again.json().path("changed")).as(again.out()).isEmpty();
    var run = given.run(Duration.ofMinutes(3), "chaos", "run", "shortener-pod-delete");
    assertThat(run.exit()).as(run.out() + run.err()).isZero();

    var nodeKill = given.run(Labctl.SOON, "chaos", "run", "node-kill");
    assertThat(nodeKill.exit()).isEqualTo(3);
    assertThat(nodeKill.err()).contains("cannot power a node off");
    var edge = given.run(Labctl.SOON, "chaos", "run", "node-drain", "--target", "node:edge");
    assertThat(edge.exit()).isEqualTo(2);
    assertThat(edge.err()).contains("no fault may be aimed at it");

    var down = given.run(Duration.ofMinutes(5), "down", "--purge");
    assertThat(down.exit()).as(down.err()).isZero();
    assertThat(everythingElse()).isEqualTo(before);
  }

  /** All that is not in the given lab's namespace, and that namespace itself while it is there. */
  private static String everythingElse() {
    return kubectl(
            "get",
            "namespaces,nodes,clusterroles,clusterrolebindings,persistentvolumes,services,secrets,configmaps,roles,rolebindings",
            "-A",
            "-o",
            "jsonpath={range .items[*]}{.kind} {.metadata.namespace} {.metadata.name}"
                + " {.metadata.uid} {.spec.unschedulable}{'\\n"
                + "'}{end}")
        .lines()
        .sorted()
        .collect(joining("\n"));
  }

  private Path givenCluster() throws IOException {
    // Not by the first lab's own balancer, which has gone with its pods.
    Path kubeconfig =
        Files.writeString(
            work.resolve("given-kubeconfig"),
            Files.readString(home().resolve("st-k3s/kubeconfig"))
                .replace("127.0.15.10:6443", "127.0.15.1:6443"));
    return Files.writeString(
        work.resolve("given.yaml"),
        """
        apiVersion: labctl/v1
        kind: Cluster
        metadata: {name: st-given}
        provider: kubeconfig
        kubeconfig:
          file: %s
          contexts: [labctl-st-k3s]
          namespace: labctl-given
          nodes: [node-1, node-2, node-3]
          edge: {node: edge, address: 172.31.150.10}
          images: docker.io/labctl
          services: 10.43.111.0/24
          nodePorts: 31200
        """
            .formatted(kubeconfig));
  }

  private static String kubectl(String... arguments) {
    List<String> line = new ArrayList<>(List.of("exec", "labctl-st-k3s-node-1", "k3s", "kubectl"));
    line.addAll(List.of(arguments));
    return command(line).orThrow().out();
  }

  @Test
  @Order(8)
  void aBundleBringsTheLabUpWithoutARegistry() throws IOException {
    Path bundle = home().resolve("lab.tar.gz");
    var saved = labctl.run(Duration.ofMinutes(5), "bundle", "save", bundle.toString());
    assertThat(saved.exit()).as(saved.err()).isZero();
    var verified = labctl.run(Duration.ofMinutes(3), "bundle", "verify", bundle.toString());
    assertThat(verified.exit()).as(verified.out() + verified.err()).isZero();
    assertThat(labctl.run(Duration.ofMinutes(3), "down", "--purge").exit()).isZero();

    var up = labctl.finding(dockerWithoutRegistry()).run(UP, "up", "--bundle", bundle.toString());

    assertThat(up.exit()).as(up.err()).isZero();
    assertThat(up.err()).contains("Loading " + bundle);
    labctl.assertSteady();
    Files.delete(bundle);
  }

  private Path home() throws IOException {
    return Files.createDirectories(labctl.home());
  }

  /** A folder with a docker that refuses whatever may ask a registry. */
  private Path dockerWithoutRegistry() throws IOException {
    Path real =
        Stream.of(System.getenv("PATH").split(":"))
            .map(folder -> Path.of(folder, "docker"))
            .filter(Files::isExecutable)
            .findFirst()
            .orElseThrow();
    Path folder = Files.createDirectories(home().resolve("bin"));
    Path docker =
        Files.writeString(
            folder.resolve("docker"),
            """
            #!/bin/sh
            case "$1" in pull | build | buildx | manifest) echo "no registry: $1" >&2; exit 1 ;; esac
            exec %s "$@"
            """
                .formatted(real));
    Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwxr-xr-x"));
    return folder;
  }

  /** Whether the docker command is there and succeeds. */
  private static boolean docker(String... arguments) {
    try {
      return command(List.of(arguments)).exit() == 0;
    } catch (LabctlException absent) {
      return false;
    }
  }

  private static List<String> ours(List<String> list) {
    List<String> arguments = new ArrayList<>(list);
    arguments.addAll(List.of("--filter", "label=dev.labctl.cluster=st-k3s"));
    return command(arguments).out().lines().toList();
  }

  private static Command.Result command(List<String> arguments) {
    List<String> line = new ArrayList<>(List.of("docker"));
    line.addAll(arguments);
    return Command.of(line).run(Duration.ofMinutes(5));
  }
}

package dev.labctl.platform.k3s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.component.TemplateValues;
import dev.labctl.component.pods.ConfigFiles;
import dev.labctl.component.pods.PodActions;
import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.ChangesDocker;
import dev.labctl.lab.LoadsTheMachine;
import dev.labctl.process.Await;
import dev.labctl.process.Command;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/**
 * Against the API server of one real K3s server, started once for all these tests, which run in
 * order: another class would cost another server.
 */
@LoadsTheMachine
@ChangesDocker
@TestMethodOrder(OrderAnnotation.class)
class KubeIT {
  private static final String IMAGE = "rancher/k3s:v1.34.4-k3s1";
  private static final String POD_IMAGE = "debian:trixie-slim";
  private static final String CONTAINER = "labctl-kube-it";
  private static final URI PUBLISHED = URI.create("https://127.0.14.1:26443");
  private static final URI DEAD = URI.create("https://127.0.14.2:26443");
  private static final Owner OWNER = new Owner("it", "labctl", true, "");
  private static final Duration LONG = Duration.ofSeconds(90);

  @TempDir static Path folder;

  private static ApiServers servers;
  private static Kube kube;
  private static Applier applier;
  private static PodExec exec;

  @BeforeAll
  static void startServer() throws Exception {
    assumeTrue(has(IMAGE), "Docker with the image " + IMAGE + " is not to be had");
    assumeTrue(has(POD_IMAGE), "Docker with the image " + POD_IMAGE + " is not to be had");
    stopServer();
    docker(
        "run -d --name %s --privileged --cgroupns=private --tmpfs /run --tmpfs /var/run -p 127.0.14.1:26443:6443 -e K3S_TOKEN=kube-it %s server --node-name one --tls-san 127.0.14.1 --disable traefik,servicelb,metrics-server"
            .formatted(CONTAINER, IMAGE));
    await()
        .atMost(LONG)
        .until(() -> run("exec %s test -s /etc/rancher/k3s/k3s.yaml".formatted(CONTAINER)) == 0);
    Path kubeconfig = kubeconfig();
    servers =
        new ApiServers(List.of(DEAD, PUBLISHED), () -> Config.fromKubeconfig(kubeconfig.toFile()));
    kube = new Kube(servers, "labctl");
    applier = new Applier(servers, OWNER);
    exec = new PodExec(servers, "labctl");
    servers.await(LONG);
    await().atMost(LONG).until(() -> kube.nodes().stream().anyMatch(Kube::ready));
    importImage();
  }

  @AfterAll
  static void stopServer() {
    if (servers != null) {
      servers.close();
    }
    Command.of("docker", "rm", "-f", "-v", CONTAINER).run(Duration.ofSeconds(60));
  }

  @Test
  @Order(1)
  void appliesWhatIsMissingAndThenChangesNothing() throws Exception {
    List<GenericKubernetesResource> objects = objects("one");
    assertThat(applier.apply(objects, true)).contains("ConfigMap settings created");
    assertThat(applier.apply(objects, false))
        .containsExactlyInAnyOrder(
            "Namespace labctl created",
            "Secret password created",
            "ConfigMap settings created",
            "PodDisruptionBudget all created",
            "StatefulSet sleeper created");
    assertThat(applier.apply(objects("one"), false)).isEmpty();
    assertThat(applier.apply(objects("one"), true)).isEmpty();
  }

  @Test
  @Order(2)
  void changesWhatDiffersAndDeletesWhatIsGone() throws Exception {
    assertThat(applier.apply(objects("two"), true)).containsExactly("ConfigMap settings changed");
    assertThat(applier.apply(objects("two"), false)).containsExactly("ConfigMap settings changed");
    List<GenericKubernetesResource> fewer = new ArrayList<>(objects("two"));
    fewer.removeIf(o -> o.getKind().equals("ConfigMap"));
    assertThat(applier.apply(fewer, false)).isEmpty();
    assertThat(applier.applyAndPrune(fewer, fewer, true))
        .containsExactly("ConfigMap settings deleted");
    assertThat(applier.applyAndPrune(fewer, fewer, false))
        .containsExactly("ConfigMap settings deleted");
    assertThat(applier.applyAndPrune(fewer, fewer, false)).isEmpty();
  }

  @Test
  @Order(3)
  void refusesWhatTheServerRefusesWithItsWords() throws Exception {
    List<GenericKubernetesResource> wrong = objects("Not A Name");
    wrong.removeIf(o -> !o.getKind().equals("ConfigMap"));
    wrong.getFirst().getMetadata().setName("Not_A_Name");
    assertThatThrownBy(() -> applier.apply(wrong, false))
        .isInstanceOf(LabctlException.class)
        .hasMessageContaining("Kubernetes refused to apply ConfigMap Not_A_Name");
  }

  @Test
  @Order(4)
  void runsAProgramInAContainerWithInputAndExitCode() throws Exception {
    applier.apply(objects("two"), false);
    awaitPod();
    PodActions.Output result =
        exec.run(
            "sleeper-1",
            "sleeper",
            List.of("sh", "-c", "read -r line; echo \"got $line\"; echo oops >&2; exit 7"),
            "a line\n",
            Duration.ofSeconds(10));
    assertThat(result).isEqualTo(new PodActions.Output(7, "got a line\n", "oops\n"));
    assertThatThrownBy(
            () ->
                exec.run(
                    "sleeper-1", "sleeper", List.of("sleep", "30"), "", Duration.ofMillis(500)))
        .hasMessageContaining("not ended within 500 ms");
    assertThatThrownBy(
            () -> exec.run("nobody-1", "sleeper", List.of("true"), "", Duration.ofSeconds(5)))
        .hasMessageContaining("nobody-1");
  }

  @Test
  @Order(5)
  void readsALogByTime() {
    Instant begun = Instant.now().minusSeconds(600);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> !kube.log("sleeper-1", "sleeper", begun, false).isEmpty());
    assertThat(kube.log("sleeper-1", "sleeper", begun, false).getFirst())
        .endsWith(" hello")
        .matches("\\d{4}-\\d\\d-\\d\\dT.*Z hello");
    assertThat(kube.log("sleeper-1", "sleeper", begun, true)).isEmpty();
  }

  @Test
  @Order(6)
  void aDisruptionBudgetHoldsAnEvictionBackUntilItAllowsIt() throws Exception {
    String before = kube.pod("sleeper-1").orElseThrow().getMetadata().getUid();
    assertThatThrownBy(() -> kube.evictAll("one", Duration.ofSeconds(2)))
        .hasMessageContaining("sleeper-1");
    assertThat(kube.pod("sleeper-1").orElseThrow().getMetadata().getUid()).isEqualTo(before);
    List<GenericKubernetesResource> unguarded = objects("two");
    unguarded.removeIf(o -> o.getKind().equals("PodDisruptionBudget"));
    applier.applyAndPrune(unguarded, unguarded, false);
    kube.evictAll("one", Duration.ofSeconds(20));
    await()
        .atMost(LONG)
        .until(
            () ->
                kube.pod("sleeper-1")
                    .filter(p -> !p.getMetadata().getUid().equals(before))
                    .isPresent());
  }

  @Test
  @Order(7)
  void aForcedDeletionReplacesThePod() {
    awaitPod();
    String before = kube.pod("sleeper-1").orElseThrow().getMetadata().getUid();
    kube.deletePod("sleeper-1", false);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                kube.pod("sleeper-1")
                    .filter(p -> !p.getMetadata().getUid().equals(before))
                    .isPresent());
  }

  @Test
  @Order(8)
  void aCordonedNodeIsMarkedUntilItIsUncordoned() {
    kube.schedulable("one", false);
    kube.schedulable("one", false);
    assertThat(kube.nodes().getFirst().getSpec().getUnschedulable()).isTrue();
    kube.schedulable("one", true);
    assertThat(kube.nodes().getFirst().getSpec().getUnschedulable()).isNotEqualTo(true);
  }

  @Test
  @Order(9)
  void aPodWhoseImageNobodyHasEndsAWaitWithTheKubeletsWords() {
    Pod wrong =
        new PodBuilder()
            .withNewMetadata()
            .withName("wrong-image")
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("main")
            .withImage("registry.invalid/none:1")
            .endContainer()
            .endSpec()
            .build();
    servers.ask("make a pod", c -> c.pods().inNamespace("labctl").resource(wrong).create());
    long begun = System.nanoTime();
    var unstartable = new UnstartablePods(kube::pods, "kubectl", Instant::now);
    assertThatThrownBy(
            () ->
                Await.until(
                    "a pod",
                    LONG,
                    Duration.ofMillis(200),
                    ExitCode.MACHINE,
                    unstartable.watching(() -> "waiting"),
                    "done"::equals))
        .hasMessageContaining("the pod wrong-image cannot start on one")
        .hasMessageContaining("image registry.invalid/none:1: ")
        .hasMessageContaining("describe pod wrong-image");
    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(40));
  }

  @Test
  @Order(10)
  void saysWhichServersDidNotAnswer() throws Exception {
    Path kubeconfig = kubeconfig();
    try (ApiServers none =
        new ApiServers(List.of(DEAD), () -> Config.fromKubeconfig(kubeconfig.toFile()))) {
      assertThatThrownBy(() -> none.await(Duration.ZERO)).hasMessageContaining("127.0.14.2");
      assertThatThrownBy(() -> new Kube(none, "labctl").nodes())
          .isInstanceOf(LabctlException.class)
          .hasMessageContaining("127.0.14.2");
    }
  }

  private static void awaitPod() {
    await()
        .atMost(LONG)
        .until(
            () ->
                kube.pod("sleeper-1").stream()
                    .flatMap(p -> p.getStatus().getContainerStatuses().stream())
                    .anyMatch(c -> Boolean.TRUE.equals(c.getReady())));
  }

  /** A manifests folder of one file, rendered. */
  private static List<GenericKubernetesResource> objects(String value) throws Exception {
    Path manifests = Files.createDirectories(folder.resolve("manifests"));
    Files.writeString(
        manifests.resolve("all.yaml"),
        """
        # A comment alone is no object.
        ---
        apiVersion: v1
        kind: Namespace
        metadata: {name: labctl}
        ---
        apiVersion: apps/v1
        kind: StatefulSet
        metadata: {name: sleeper}
        spec:
          serviceName: sleeper
          ordinals: {start: 1}
          selector: {matchLabels: {app: sleeper}}
          template:
            metadata: {labels: {app: sleeper}}
            spec:
              terminationGracePeriodSeconds: 1
              containers:
              - name: sleeper
                image: docker.io/library/${image}
                imagePullPolicy: Never
                command: [sh, -c, 'echo hello; exec sleep 3600']
                resources: {requests: {cpu: 10m, memory: 16Mi}}
        ---
        apiVersion: policy/v1
        kind: PodDisruptionBudget
        metadata: {name: all}
        spec: {maxUnavailable: 0, selector: {matchLabels: {app: sleeper}}}
        """);
    Manifests all = new Manifests(manifests, OWNER);
    List<GenericKubernetesResource> objects =
        new ArrayList<>(all.objects("", new TemplateValues().text("image", POD_IMAGE)));
    objects.add(
        all.owned(
            ConfigObjects.of(
                ConfigFiles.configMap("settings", "settings", Map.of("a.yaml", value))),
            "settings"));
    objects.add(
        all.owned(
            ConfigObjects.of(
                new ConfigFiles("password", "password", true, Map.of("app", "secret"))),
            "password"));
    return objects;
  }

  /** A node that is still starting can refuse an import. */
  private static void importImage() {
    String line =
        "docker save %s | docker exec -i %s k3s ctr -n k8s.io images import -"
            .formatted(POD_IMAGE, CONTAINER);
    await()
        .atMost(LONG)
        .until(() -> Command.of("sh", "-c", line).run(Duration.ofSeconds(60)).exit() == 0);
  }

  private static Path kubeconfig() throws Exception {
    return Files.writeString(
        folder.resolve("kubeconfig"),
        docker("exec %s cat /etc/rancher/k3s/k3s.yaml".formatted(CONTAINER)));
  }

  private static boolean has(String image) {
    return Command.of("sh", "-c", "command -v docker >/dev/null && docker image inspect " + image)
            .run(Duration.ofSeconds(20))
            .exit()
        == 0;
  }

  private static int run(String arguments) {
    return Command.of("sh", "-c", "docker " + arguments).run(Duration.ofSeconds(60)).exit();
  }

  private static String docker(String arguments) {
    return Command.of("sh", "-c", "docker " + arguments)
        .run(Duration.ofSeconds(60))
        .orThrow()
        .out();
  }
}

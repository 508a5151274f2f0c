package dev.labctl.platform.k3s.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class NodeArgumentsTest {
  private static final DockerCluster CLUSTER =
      DockerCluster.of(
          "demo",
          "rancher/k3s:v1",
          "172.31.110.0/24",
          "127.0.11.10",
          Map.of(8080, 31080, 6443, 31064));

  @Test
  void onlyTheFirstServerFoundsACluster() {
    assertThat(create("node-1")).contains("server", "--cluster-init").noneMatch(joins());
    assertThat(create("node-2"))
        .contains("server", "--server=https://172.31.110.11:6443")
        .doesNotContain("--cluster-init");
    assertThat(create("node-3")).contains("server", "--server=https://172.31.110.11:6443");
  }

  @Test
  void theEdgeIsATaintedAgentThatFindsWhicheverServerRuns() {
    assertThat(create("edge"))
        .contains(
            "agent",
            "--server=https://k3s-servers:6443",
            "--node-label=labctl.dev/edge=true",
            "--node-taint=labctl.dev/edge=true:NoSchedule")
        .doesNotContain("--network-alias");
    assertThat(create("node-2")).containsSequence("--network-alias", "k3s-servers");
  }

  @Test
  void theEdgeGetsTheProcessorBeforeTheOthers() {
    assertThat(create("edge")).contains("--cpu-shares=4096");
    assertThat(create("node-1")).noneMatch(a -> a.startsWith("--cpu-shares"));
  }

  @Test
  void everyServersCertificateHoldsEveryAddressThatAClientUses() {
    assertThat(create("node-3"))
        .contains(
            "--tls-san=k3s-servers",
            "--tls-san=127.0.11.1",
            "--tls-san=127.0.11.2",
            "--tls-san=127.0.11.3",
            "--tls-san=127.0.11.10");
  }

  @Test
  void portsArePublishedOnLoopbackOnly() {
    assertThat(create("node-2"))
        .containsSequence("--publish", "127.0.11.2:6443:6443")
        .containsSequence("--publish", "127.0.11.2:2381:2381");
    assertThat(create("edge"))
        .containsSequence("--publish", "127.0.11.10:6443:31064")
        .containsSequence("--publish", "127.0.11.10:8080:31080");
    assertThatThrownBy(() -> new Publication("10.0.0.1", 80, 80)).hasMessageContaining("loopback");
  }

  @Test
  void aNodeKeepsItsAddressItsDataAndItsIdentity() {
    assertThat(create("node-1"))
        .containsSequence("--ip", "172.31.110.11")
        .contains(
            "labctl-demo-node-1:/var/lib/rancher/k3s",
            "labctl-demo-node-1-kubelet:/var/lib/kubelet",
            "labctl-demo-node-1-identity:/etc/rancher/node");
  }

  @Test
  void theConfigurationIsAnotherWhenTheImageOrAPortIs() {
    DockerCluster newer =
        DockerCluster.of(
            "demo", "rancher/k3s:v2", "172.31.110.0/24", "127.0.11.10", Map.of(8080, 31080));
    DockerCluster samePorts =
        DockerCluster.of(
            "demo", "rancher/k3s:v1", "172.31.110.0/24", "127.0.11.10", Map.of(8080, 31080));

    assertThat(configuration(newer, 0)).isNotEqualTo(configuration(CLUSTER, 0));
    assertThat(configuration(samePorts, 0)).isEqualTo(configuration(CLUSTER, 0));
    assertThat(configuration(samePorts, 3)).isNotEqualTo(configuration(CLUSTER, 3));
    assertThat(create("node-1"))
        .containsSequence("--label", "dev.labctl.configuration=" + configuration(CLUSTER, 0));
  }

  @Test
  void asksForQuickRestartsOnlyWhereKubernetesKnowsThem() {
    String gate = "--kubelet-arg=feature-gates=ReduceDefaultCrashLoopBackOffDecay=true";
    for (String old : List.of("rancher/k3s:v1.32.9-k3s1", "registry:5000/k3s:latest")) {
      DockerCluster cluster =
          DockerCluster.of("demo", old, "172.31.110.0/24", "127.0.11.10", Map.of());
      assertThat(new NodeArguments(cluster, cluster.founder()).create("lab-1"))
          .doesNotContain(gate);
    }
    DockerCluster cluster =
        DockerCluster.of(
            "demo", "rancher/k3s:v1.34.4-k3s1", "172.31.110.0/24", "127.0.11.10", Map.of());
    assertThat(new NodeArguments(cluster, cluster.founder()).create("lab-1")).contains(gate);
  }

  @Test
  void refusesASubnetThatIsNoBlockOf256() {
    assertThatThrownBy(() -> DockerCluster.of("x", "i", "172.31.0.0/16", "127.0.11.10", Map.of()))
        .hasMessageContaining("172.31.110.0/24");
  }

  @Test
  void aCutIsAddedOnceAndItsUndoLeavesNoRule() {
    assertThat(NodeFirewall.NETWORK.cut()).contains("-C PREROUTING", "|| iptables -w -t mangle -I");
    assertThat(Stream.of(NodeFirewall.values()).map(NodeFirewall::restore))
        .allMatch(s -> s.contains("while iptables") && s.contains("grep -e labctl-cut"));
  }

  private static List<String> create(String node) {
    DockerNode found =
        CLUSTER.nodes().stream().filter(n -> n.name().equals(node)).findFirst().orElseThrow();
    return new NodeArguments(CLUSTER, found).create("lab-1");
  }

  private static String configuration(DockerCluster cluster, int node) {
    return new NodeArguments(cluster, cluster.nodes().get(node)).configuration();
  }

  private static java.util.function.Predicate<String> joins() {
    return a -> a.startsWith("--server=");
  }
}

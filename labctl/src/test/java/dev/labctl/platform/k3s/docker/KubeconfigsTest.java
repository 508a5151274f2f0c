package dev.labctl.platform.k3s.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.LabctlException;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

class KubeconfigsTest {
  private static final String OF_K3S =
      """
      apiVersion: v1
      clusters:
      - cluster:
          certificate-authority-data: Q0E=
          server: https://127.0.0.1:6443
        name: default
      contexts:
      - context: {cluster: default, user: default}
        name: default
      current-context: default
      kind: Config
      users:
      - name: default
        user: {client-certificate-data: Q0VSVA==, client-key-data: S0VZ}
      """;

  @Test
  void pointsToThePublishedAddressUnderTheLabsName() {
    JsonNode root =
        new YAMLMapper()
            .readTree(Kubeconfigs.rewritten(OF_K3S, "https://127.0.11.10:6443", "labctl-demo"));

    assertThat(root.at("/clusters/0/cluster/server").asString())
        .isEqualTo("https://127.0.11.10:6443");
    assertThat(root.at("/clusters/0/cluster/certificate-authority-data").asString())
        .isEqualTo("Q0E=");
    assertThat(root.at("/users/0/user/client-key-data").asString()).isEqualTo("S0VZ");
    assertThat(root.findValuesAsString("name")).containsOnly("labctl-demo").hasSize(3);
    assertThat(root.at("/contexts/0/context/cluster").asString()).isEqualTo("labctl-demo");
    assertThat(root.path("current-context").asString()).isEqualTo("labctl-demo");
  }

  @Test
  void refusesWhatIsNoKubeconfig() {
    assertThatThrownBy(() -> Kubeconfigs.rewritten("- a list", "https://x", "n"))
        .isInstanceOf(LabctlException.class)
        .hasMessageContaining("no kubeconfig");
  }
}

package dev.labctl.platform.k3s.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.LabIdentity;
import dev.labctl.platform.k3s.image.DockerEngine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Containers of a lab of the same name whose state is elsewhere, as Docker would show them. */
class ForeignLabTest {
  private static final DockerCluster CLUSTER =
      DockerCluster.of(
          "pair", "rancher/k3s:v1.34.4-k3s1", "172.31.99.0/24", "127.0.99.10", Map.of());

  @TempDir private Path temp;
  private Path asked;

  @BeforeEach
  void makeLog() {
    asked = temp.resolve("asked");
  }

  @Test
  void theNodesOfAnotherLabOfTheNameAreNeverTouched() throws IOException {
    NodeContainers nodes = nodes("pair-ffffffff");
    for (Runnable command :
        new Runnable[] {nodes::plan, nodes::running, nodes::stop, () -> nodes.remove(true)}) {
      assertThatThrownBy(command::run)
          .isInstanceOfSatisfying(
              LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.USAGE))
          .hasMessageContaining("labctl-pair-node-1 is that of the lab pair-ffffffff")
          .hasMessageContaining(temp.toString());
    }
    assertThat(asked).content().doesNotContain("rm", "stop", "create");
  }

  @Test
  void ownNodesAndThoseFromBeforeTheRecordAreOurs() throws IOException {
    assertThat(nodes(LabIdentity.id(temp, "pair")).running()).isTrue();
    assertThat(nodes("").running()).isTrue();
  }

  private NodeContainers nodes(String lab) throws IOException {
    Path docker = temp.resolve("docker" + lab.length());
    Files.writeString(
        docker,
        """
        #!/bin/sh
        echo "$*" >>'%s'
        case "$*" in
          *inspect*) echo '[{"Name": "/labctl-pair-node-1", "Id": "1", "State": {"Running": true},
            "Config": {"Labels": {"dev.labctl.lab": "%s"}}}]' ;;
        esac
        """
            .formatted(asked, lab));
    Files.setPosixFilePermissions(docker, PosixFilePermissions.fromString("rwx------"));
    return new NodeContainers(new DockerEngine(docker.toString()), CLUSTER, temp);
  }
}

package dev.labctl.platform.k3s.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.platform.k3s.image.DockerEngine.DockerObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The engine against programs that answer as docker does. */
class DockerEngineTest {
  @TempDir Path folder;

  @Test
  void saysHowToGetADockerThatIsMissing() {
    assertThatThrownBy(() -> new DockerEngine(folder.resolve("none").toString()).server())
        .isInstanceOfSatisfying(
            LabctlException.class, e -> assertThat(e.exitCode()).isEqualTo(ExitCode.MACHINE))
        .hasMessageContaining("not installed")
        .hasMessageContaining("apt-get install docker.io");
  }

  @Test
  void saysHowToStartADockerThatDoesNotAnswer() throws IOException {
    DockerEngine docker = docker("echo 'Cannot connect to the Docker daemon' >&2; exit 1");

    assertThatThrownBy(docker::server)
        .hasMessageContaining("Cannot connect")
        .hasMessageContaining("systemctl start docker");
  }

  @Test
  void saysWhoMayUseADockerThatRefusesThisUser() throws IOException {
    DockerEngine docker =
        docker(
            "echo 'permission denied while trying to connect to the Docker daemon socket' >&2; exit"
                + " 1");

    assertThatThrownBy(docker::server)
        .hasMessageContaining("usermod -aG docker")
        .hasMessageNotContaining("systemctl");
  }

  @Test
  void allThatIsAskedWithinALimitEndsWithIt() throws IOException {
    DockerEngine hanging = docker("exec sleep 20");
    long begun = System.nanoTime();
    DockerEngine hurried = hanging.within(Duration.ofSeconds(1));

    assertThatThrownBy(hurried::server).hasMessageContaining("systemctl restart docker");
    assertThatThrownBy(() -> hurried.run("info")).hasMessageContaining("info");
    assertThatThrownBy(() -> hurried.inspect(DockerObject.CONTAINER, "a"))
        .isInstanceOf(LabctlException.class);

    assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
  }

  @Test
  void saysWhatDockerRepeatsOnce() throws IOException {
    DockerEngine docker = docker("echo no; echo 'bad news' >&2; echo 'bad news' >&2; exit 1");

    assertThatThrownBy(() -> docker.run("ps")).hasMessage("docker ps: exit code 1: bad news");
  }

  @Test
  void missingThingsAreSimplyAbsentFromAnInspection() throws IOException {
    DockerEngine docker =
        docker("echo '[{\"Name\": \"/a\"}]'; echo 'Error: No such container: b' >&2; exit 1");

    assertThat(docker.inspect(DockerObject.CONTAINER, List.of("a", "b")))
        .singleElement()
        .satisfies(c -> assertThat(c.path("Name").asString()).isEqualTo("/a"));
  }

  @Test
  void aRefusalIsNoAbsence() throws IOException {
    DockerEngine docker = docker("echo '[]'; echo 'permission denied' >&2; exit 1");

    assertThatThrownBy(() -> docker.inspect(DockerObject.CONTAINER, "a"))
        .hasMessageContaining("permission denied");
  }

  @Test
  void namesTheNextStepForATakenSubnet() throws IOException {
    DockerEngine docker = docker("echo 'Pool overlaps with other one' >&2; exit 1");

    assertThatThrownBy(() -> docker.run("network", "create", "n"))
        .hasMessageContaining("another 'subnet'");
  }

  private DockerEngine docker(String script) throws IOException {
    Path program = folder.resolve("docker");
    Files.writeString(program, "#!/bin/sh\n" + script + "\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    return new DockerEngine(program.toString());
  }
}

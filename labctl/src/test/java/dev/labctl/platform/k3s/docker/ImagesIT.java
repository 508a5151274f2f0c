package dev.labctl.platform.k3s.docker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.lab.LoadsTheMachine;
import dev.labctl.lab.Quiet;
import dev.labctl.lab.UsualComponents;
import dev.labctl.platform.k3s.image.DockerEngine;
import dev.labctl.platform.k3s.image.DockerEngine.DockerObject;
import dev.labctl.platform.k3s.image.ImageBuilder;
import dev.labctl.process.Command;
import dev.labctl.spec.ClusterReader;
import dev.labctl.spec.ClusterSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** Every image of the lab, built by the real Docker; the labs on K3s then find them there. */
@LoadsTheMachine
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ImagesIT {
  private static final DockerEngine DOCKER = new DockerEngine();
  private static final String USER = "10001:10001";

  @TempDir static Path state;
  private static ImageBuilder builder;

  @BeforeAll
  static void needsDocker() {
    assumeTrue(
        Command.of("sh", "-c", "docker version").run(Duration.ofSeconds(10)).exit() == 0,
        "skipped: no Docker answers on this machine");
    builder = builder();
  }

  private static ImageBuilder builder() {
    Path root = Path.of("").toAbsolutePath().getParent();
    ClusterSpec spec =
        new ClusterReader().read(root.resolve("clusters/k3s-docker.yaml"), "k3s-docker.yaml");
    return new ImageBuilder(DOCKER, root, spec, UsualComponents.OF_A_LAB, "host");
  }

  @Test
  @Order(1)
  void areBuiltWhenMissingAndNotAgain() {
    List<String> missing = builder.missing();
    assertThat(builder.build(state, new Quiet())).isEqualTo(missing);

    ImageBuilder next = builder();
    assertThat(next.missing()).isEmpty();
    assertThat(next.build(state, new Quiet())).isEmpty();
    assertThat(state).isEmptyDirectory();
  }

  @Test
  @Order(2)
  void sayWhatTheyHoldAndFromWhere() {
    List<JsonNode> images =
        DOCKER.inspect(DockerObject.IMAGE, List.copyOf(builder.references().values()));
    assertThat(images).hasSameSizeAs(builder.references().values());
    for (JsonNode image : images) {
      JsonNode config = image.path("Config");
      JsonNode labels = config.path("Labels");
      assertThat(config.path("User").asString(""))
          .as(image.path("RepoTags").toString())
          .isEqualTo(USER);
      for (String label : List.of("version", "source", "title")) {
        assertThat(labels.path("org.opencontainers.image." + label).asString(""))
            .as(label + " in " + labels)
            .isNotBlank();
      }
    }
  }

  @Test
  @Order(3)
  void runAsNobodyInParticularAndWriteNothingOfTheirOwn() {
    for (String reference : builder.references().values()) {
      Command.Result result =
          DOCKER
              .command(
                  List.of(
                      "run",
                      "--rm",
                      "--network=none",
                      "--entrypoint=sh",
                      reference,
                      "-c",
                      "id -u; find / -xdev -writable -type f -not -path '/proc/*' -not -path"
                          + " '/sys/*' 2>/dev/null; true"))
              .run(Duration.ofMinutes(1));
      assertThat(result.exit()).as(result.err()).isZero();
      // No program or configuration that a process of the image could replace.
      assertThat(result.out().lines()).as(reference).containsExactly("10001");
    }
  }
}

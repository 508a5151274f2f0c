package dev.labctl.component.shortener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.LabctlException;
import dev.labctl.spec.ClusterReader;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.ProjectFiles;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShortenerJarTest {
  @TempDir private Path root;

  @Test
  void isAnInputOfItsImageWithItsLibraries() throws IOException {
    Path jar = jar();
    Path library = Files.createDirectories(jar.resolveSibling("lib")).resolve("a.jar");
    Files.writeString(jar, "classes");
    Files.writeString(library, "library");

    assertThat(ShortenerJar.inputs(root, spec()))
        .containsEntry(String.valueOf(jar.getFileName()), jar)
        .containsEntry("lib/a.jar", library)
        .hasSize(2);
  }

  @Test
  void saysHowToBuildAMissingOne() throws IOException {
    Path jar = jar();

    assertThatThrownBy(() -> ShortenerJar.inputs(root, spec()))
        .isInstanceOf(LabctlException.class)
        .hasMessageContaining(jar.toString())
        .hasMessageContaining("mvn package");
  }

  private Path jar() throws IOException {
    Path jar = root.resolve(spec().shortener().jar());
    Files.createDirectories(jar.getParent());
    return jar;
  }

  private static ClusterSpec spec() {
    return new ClusterReader().read(ProjectFiles.root().resolve("clusters/local.yaml"), "local");
  }
}

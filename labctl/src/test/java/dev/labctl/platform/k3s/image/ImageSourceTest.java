package dev.labctl.platform.k3s.image;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ImageSourceTest {
  @TempDir Path root;
  private Path jar;

  @BeforeEach
  void project() throws IOException {
    jar = root.resolve("target/shortener-0.1.0.jar");
    write("images/redis/Dockerfile", "FROM debian");
    write("images/redis/run", "#!/bin/sh");
    write("images/shortener/Dockerfile", "FROM debian");
    write("target/shortener-0.1.0.jar", "classes");
    write("target/lib/a.jar", "library");
  }

  @Test
  void theTagIsAnotherWhenAnyInputIsAnother() throws IOException {
    String before = reference("redis");
    assertThat(before).matches("labctl/redis:[0-9a-f]{12}").isEqualTo(reference("redis"));

    assertThat(root.resolve("images/redis/run").toFile().setExecutable(true)).isTrue();
    String executable = reference("redis");
    write("images/redis/run", "#!/bin/bash");

    assertThat(executable).isNotEqualTo(before);
    assertThat(reference("redis")).isNotEqualTo(executable);
  }

  @Test
  void whatLiesBesideTheFolderIsAnInput() throws IOException {
    String before = reference("shortener");
    write("target/lib/a.jar", "newer library");
    String library = reference("shortener");
    write("target/shortener-0.1.0.jar", "newer classes");

    assertThat(library).isNotEqualTo(before);
    assertThat(reference("shortener")).isNotEqualTo(library);
  }

  @Test
  void stagesTheJarBesideTheDockerfile(@TempDir Path stage) {
    ImageSource.read(root.resolve("images"), "shortener", beside()).stage(stage);

    assertThat(stage.resolve("Dockerfile")).hasContent("FROM debian");
    assertThat(stage.resolve("shortener-0.1.0.jar")).hasContent("classes");
    assertThat(stage.resolve("lib/a.jar")).hasContent("library");
  }

  private Map<String, Path> beside() {
    return Map.of("shortener-0.1.0.jar", jar, "lib/a.jar", root.resolve("target/lib/a.jar"));
  }

  private String reference(String name) {
    return ImageSource.read(
            root.resolve("images"), name, name.equals("shortener") ? beside() : Map.of())
        .reference();
  }

  private void write(String path, String content) throws IOException {
    Path file = root.resolve(path);
    Files.createDirectories(file.resolve("..").normalize());
    Files.writeString(file, content);
  }
}

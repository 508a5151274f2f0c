package dev.labctl.component.shortener;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.progress.ConsoleProgress;
import dev.labctl.progress.Screen;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShortenerJvmTest {
  @TempDir Path versions;

  @Test
  void startsWithACacheOnlyWhereThereIsOne() throws IOException {
    ShortenerJvm jvm = jvm();
    assertThat(jvm.line("serve")).doesNotContain("AOTCache").endsWith("shortener.jar serve");
    Path cache = jvm.jar().resolveSibling("java-" + Runtime.version() + ".aot");
    Files.createFile(cache);
    assertThat(jvm.line("serve")).contains("-XX:AOTCache=" + cache + " -jar");
  }

  @Test
  void aTrainingThatFailsIsAWarningAndLeavesNoCache() throws IOException {
    ShortenerJvm jvm = jvm();
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    jvm.train(
        UnaryOperator.identity(),
        new ConsoleProgress(
            new PrintStream(said, true, StandardCharsets.UTF_8), false, Screen.NONE));
    assertThat(said.toString(StandardCharsets.UTF_8)).contains("slower", "shortener.jar");
    assertThat(jvm.line("serve")).doesNotContain("AOTCache");
  }

  private ShortenerJvm jvm() throws IOException {
    return new ShortenerJvm(
        Files.createDirectories(versions.resolve("0123456789ab")).resolve("shortener.jar"), 64);
  }
}

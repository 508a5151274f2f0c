package dev.labctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** CONTRIBUTING.md leads to files that exist, and forgets none. */
class ContributingTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern ROW = Pattern.compile("(?m)^\\| `([^`]+)` \\|");
  private static final Pattern PATH = Pattern.compile("`([a-z]+/[^` ]+)`");

  @Test
  void everyFileThatIsNamedExists() throws IOException {
    List<String> named = matches(PATH, text());
    assertThat(named)
        .hasSizeGreaterThan(25)
        .allSatisfy(path -> assertThat(ROOT.resolve(path)).as(path).exists());
  }

  /** Whoever follows the list to the end has found every main file that the example is in. */
  @ParameterizedTest
  @CsvSource({
    "Add a component, new Alertmanager\\(|package dev\\.labctl\\.component\\.alertmanager\\b",
    "Add a fault, \"redis-master-kill\"",
    "Add an SLI, CACHE_HIT_RATIO|cache-hit-ratio",
    "Add a provider of Kubernetes nodes, \\bDockerNodes\\b"
  })
  void everyFileThatTheExampleIsInIsNamed(String section, String example) throws IOException {
    Pattern pattern = Pattern.compile(example);
    Path sources = ROOT.resolve("labctl/src/main/java");
    try (Stream<Path> files = Files.walk(sources)) {
      List<String> holding =
          files
              .filter(f -> f.toString().endsWith(".java") && holds(f, pattern))
              .map(f -> ROOT.relativize(f).toString())
              .toList();
      assertThat(holding).isNotEmpty();
      assertThat(matches(ROW, section(section))).containsAll(holding);
    }
  }

  private static boolean holds(Path file, Pattern pattern) {
    try {
      return pattern.matcher(Files.readString(file)).find();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String section(String title) throws IOException {
    String text = text();
    int start = text.indexOf("\n## " + title + "\n");
    assertThat(start).as(title).isNotNegative();
    int end = text.indexOf("\n## ", start + 1);
    return text.substring(start, end < 0 ? text.length() : end);
  }

  private static List<String> matches(Pattern pattern, String text) {
    return pattern.matcher(text).results().map(r -> r.group(1)).toList();
  }

  private static String text() throws IOException {
    return Files.readString(ROOT.resolve("CONTRIBUTING.md"));
  }
}

package dev.labctl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * docs/cases.md names for each case of parts A to D a test that exists, and so for what it lists of
 * E.
 */
class CasesTest {
  private static final Path ROOT = Path.of("").toAbsolutePath().getParent();
  private static final Pattern ROW =
      Pattern.compile("(?m)^\\| ([A-E][0-9]+) \\| .*`[A-Za-z]+\\.[a-z]");
  private static final Pattern NAMED =
      Pattern.compile("`([A-Z][A-Za-z0-9]*)\\.([a-z][A-Za-z0-9]*)`");

  @Test
  void everyCaseHasATest() throws IOException {
    List<String> expected =
        Stream.of(ids("A", 6), ids("B", 7), ids("C", 11), ids("D", 4), ids("E", 18))
            .flatMap(List::stream)
            .toList();
    assertThat(ROW.matcher(text()).results().map(r -> r.group(1))).containsAll(expected);
  }

  @Test
  void everyTestThatIsNamedExists() throws IOException {
    List<Path> sources;
    try (Stream<Path> labctl = Files.walk(ROOT.resolve("labctl/src/test/java"));
        Stream<Path> service = Files.walk(ROOT.resolve("service/src/test/java"))) {
      sources = Stream.concat(labctl, service).filter(Files::isRegularFile).toList();
    }
    for (var named : NAMED.matcher(text()).results().toList()) {
      Pattern method = Pattern.compile("void " + named.group(2) + "\\(");
      boolean found = false;
      for (Path source : sources) {
        found |=
            source.endsWith(named.group(1) + ".java")
                && method.matcher(Files.readString(source)).find();
      }
      assertThat(found).as(named.group()).isTrue();
    }
  }

  private static List<String> ids(String part, int count) {
    return IntStream.rangeClosed(1, count).mapToObj(i -> part + i).toList();
  }

  private static String text() throws IOException {
    return Files.readString(ROOT.resolve("docs/cases.md"));
  }
}

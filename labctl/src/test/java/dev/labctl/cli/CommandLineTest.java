package dev.labctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class CommandLineTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CommandLine cli = Main.commandLine(stream(out), stream(err));

  @TempDir private Path temp;

  @ParameterizedTest
  @ValueSource(strings = {"doctor", "up", "status", "down", "logs", "render"})
  void helpIsWhatPeopleHaveRead(String command) throws IOException {
    assertThat(cli.execute(command, "--help")).isZero();
    Path golden = Path.of("src/test/resources/dev/labctl/cli", command + ".golden");
    Path copy = Files.createDirectories(Path.of("target/golden")).resolve(command + ".golden");
    Files.writeString(copy, text(out));
    assertThat(text(out))
        .as("differs from %s; if that is meant, copy %s over it", golden, copy)
        .isEqualTo(Files.readString(golden));
  }

  @Test
  void everyCommandsHelpHasARunnableExample() {
    List<CommandLine> commands = new ArrayList<>();
    collect(cli, commands);
    assertThat(commands)
        .hasSizeGreaterThan(5)
        .allSatisfy(
            c -> {
              String help = c.getUsageMessage();
              assertThat(help).as(c.getCommandName()).contains("Example:");
              String example = help.substring(help.indexOf("Example:"));
              String words = example.lines().skip(1).findFirst().orElseThrow().strip();
              assertThat(words).as(c.getCommandName()).startsWith("labctl ");
              String[] arguments = words.substring("labctl ".length()).split(" +");
              // It parses: every option and argument in it exists.
              cli.parseArgs(arguments);
            });
  }

  @ParameterizedTest
  @CsvSource({
    "frobnicate, frobnicate",
    "status --frobnicate, --frobnicate",
    "status -c nowhere, nowhere",
    "status -o xml, xml",
    "logs, MEMBER",
    "'', missing"
  })
  void wrongUseEndsWithTwoNamesItAndPrintsNoTrace(String line, String named) {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ");
    assertThat(cli.execute(arguments)).isEqualTo(2);
    assertThat(text(err)).contains(named).doesNotContain("\tat ");
    assertThat(text(out)).isEmpty();
  }

  @Test
  void aBadClusterFileIsNamedWithLineAndColumn() throws IOException {
    Path file = temp.resolve("bad.yaml");
    Files.writeString(
        file, "apiVersion: labctl/v1\nkind: Cluster\nmetadata: {name: x}\nprovider: moon\n");
    assertThat(cli.execute("status", "-c", file.toString())).isEqualTo(2);
    assertThat(text(err)).contains("bad.yaml:4:");
  }

  private static void collect(CommandLine command, List<CommandLine> into) {
    into.add(command);
    command.getSubcommands().values().forEach(c -> collect(c, into));
  }

  private static PrintStream stream(ByteArrayOutputStream bytes) {
    return new PrintStream(bytes, true, StandardCharsets.UTF_8);
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }
}

package dev.labctl.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;

class CommandLineTest {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CommandLine cli = Main.commandLine(stream(out), stream(err));

  @TempDir private Path temp;

  @ParameterizedTest
  @MethodSource("commands")
  void helpIsWhatPeopleHaveRead(String command) {
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.add("--help");
    assertThat(cli.execute(words.subList(1, words.size()).toArray(String[]::new))).isZero();
    Golden.of(
            "dev/labctl/cli/%s.golden".formatted(command.replace("labctl ", "").replace(' ', '-')))
        .assertSame(text(out));
  }

  static Stream<String> commands() {
    PrintStream nowhere = new PrintStream(OutputStream.nullOutputStream(), true);
    List<CommandLine> commands = new ArrayList<>();
    collect(Main.commandLine(nowhere, nowhere), commands);
    return commands.stream().map(c -> c.getCommandSpec().qualifiedName());
  }

  @ParameterizedTest
  @CsvSource({"help, --help", "help chaos run, chaos run --help", "help down, down --help"})
  void helpIsACommandToo(String asCommand, String asOption) {
    assertThat(cli.execute(asCommand.split(" "))).isZero();
    String said = text(out);
    out.reset();
    assertThat(cli.execute(asOption.split(" "))).isZero();
    assertThat(said).isEqualTo(text(out)).contains("Usage:");
  }

  @ParameterizedTest
  @CsvSource({
    "slo, labctl has no command 'slo'; it has doctor",
    "help slo, labctl has no command 'slo'; it has doctor",
    "chaos frob, labctl chaos has no command 'frob'; it has list",
    "staus, labctl has no command 'staus' (is 'status' meant?)",
    "down --purg, unknown option '--purg' (is '--purge' meant?)",
    "up now, one argument too many: 'now'"
  })
  void aCommandThatIsNotThereIsNotGuessedAt(String line, String said) {
    assertThat(cli.execute(line.split(" "))).isEqualTo(2);
    assertThat(text(err)).contains(said).contains("--help'").doesNotContain("Unmatched", "index");
    assertThat(text(err).lines()).hasSize(2);
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
  void aPathThatCannotBeIsToldWithoutATrace() {
    assertThat(cli.execute("status", "-c", "no\0where/x.yaml")).isEqualTo(2);
    assertThat(text(err)).contains("is no path here").doesNotContain("bug", "\tat ");
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

package dev.labctl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.labctl.process.Command;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;

/** The scripts, asked by their shells. */
class CompletionTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  @TempDir private Path temp;

  @ParameterizedTest
  @CsvSource({
    "'labctl ', nightly",
    "'labctl cha', chaos",
    "'labctl chaos ', recover",
    "'labctl down --pu', --purge",
    "'labctl -o ', json"
  })
  void bashOffersWhatFits(String typed, String offered) throws IOException {
    String program =
        """
        set -- %s
        . '%s'
        COMP_WORDS=("$@"); case '%1$s' in *' ') COMP_WORDS+=('') ;; esac
        COMP_CWORD=$((${#COMP_WORDS[@]} - 1)) COMP_LINE='%1$s' COMP_POINT=${#COMP_LINE}
        _complete_labctl
        printf '%%s\n' "${COMPREPLY[@]}"
        """
            .formatted(typed, script("bash"));
    Command.Result result = Command.of("bash", "-c", program).run(LIMIT);
    assertThat(result.out().lines().map(String::strip)).as(result.err()).contains(offered);
  }

  @ParameterizedTest
  @CsvSource({
    "'labctl ', nightly",
    "'labctl cha', chaos",
    "'labctl -o json chaos ', recover",
    "'labctl down --pu', --purge",
    "'labctl -o ', json",
    "'labctl completion ', fish"
  })
  void fishOffersWhatFits(String typed, String offered) throws IOException {
    assumeTrue(
        Command.of("sh", "-c", "command -v fish").run(LIMIT).exit() == 0, "fish is not installed");
    String program = "source '%s'; complete -C '%s'".formatted(script("fish"), typed);
    Command.Result result = Command.of("fish", "--no-config", "-c", program).run(LIMIT);
    assertThat(result.out().lines().map(l -> l.replaceAll("\t.*", "")))
        .as(result.err())
        .contains(offered);
  }

  @Test
  void zshsIsOneThatTurnsItsEmulationOn() throws IOException {
    assertThat(script("zsh")).content().contains("bashcompinit", "_complete_labctl");
  }

  @Test
  void fishsNamesEveryCommandAndNoPlaceholder() throws IOException {
    assertThat(script("fish"))
        .content()
        .contains(
            "complete -c labctl -n '__labctl_in ' -a nightly",
            "complete -c labctl -n '__labctl_in chaos' -a recover",
            "complete -c labctl -n '__labctl_in down' -l purge")
        .doesNotContain("${");
  }

  private Path script(String shell) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream stream = new PrintStream(out, true, StandardCharsets.UTF_8);
    CommandLine cli = Main.commandLine(stream, stream);
    assertThat(cli.execute("completion", shell)).isZero();
    return Files.writeString(temp.resolve(shell), out.toString(StandardCharsets.UTF_8));
  }
}

package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code labctl completion}. */
@Command(
    name = "completion",
    description = {
      "Print a script that completes labctl's commands and options in your shell.",
      "bash, zsh: source <(labctl completion bash). fish: labctl completion fish | source"
    },
    footer = {"", "Example:", "  labctl completion bash"})
final class CompletionCommand implements Callable<Integer> {
  /** The shells that can be told. */
  enum Shell {
    bash,
    zsh,
    fish
  }

  @Spec private CommandSpec spec = CommandSpec.create();

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}.")
  private Shell shell = Shell.bash;

  @Override
  public Integer call() {
    CommandLine root = spec.root().commandLine();
    String script =
        switch (shell) {
          // One script: it turns zsh's emulation of bash's completion on by itself.
          case bash, zsh -> AutoComplete.bash(root.getCommandName(), root);
          case fish -> new FishCompletion(root).script();
        };
    spec.commandLine().getOut().println(script.stripTrailing());
    return ExitCode.PASS.code();
  }
}

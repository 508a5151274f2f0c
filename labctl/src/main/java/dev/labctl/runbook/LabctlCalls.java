package dev.labctl.runbook;

import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Finds calls of labctl in a script, to tell those of commands that do not exist. */
final class LabctlCalls {
  /** At the beginning of a command, with global options before the command's name. */
  private static final Pattern CALL =
      Pattern.compile(
          "(?:^|[|;&(]|\\b(?:if|then|do|while|until|else|!))\\s*labctl"
              + "(?:\\s+(?:(?:-c|--cluster|-o|--output)(?:=|\\s+)(?:\"[^\"]*\"|\\S+)|--[a-z-]+))*"
              + "\\s+([a-z][a-z-]*)",
          Pattern.MULTILINE);

  private final Set<String> commands;

  /**
   * @param commands the names of labctl's commands
   */
  LabctlCalls(Set<String> commands) {
    this.commands = Set.copyOf(commands);
  }

  /** Names of called commands that there are not. */
  List<String> unknown(String script) {
    return CALL.matcher(script)
        .results()
        .map(m -> m.group(1))
        .filter(c -> !commands.contains(c))
        .distinct()
        .toList();
  }
}

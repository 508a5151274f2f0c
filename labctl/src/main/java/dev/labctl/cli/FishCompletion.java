package dev.labctl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;

/**
 * A script for fish, for which picocli has none: one line a command and an option, each with the
 * condition under which it is offered.
 */
record FishCompletion(CommandLine root) {
  String script() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "# Completion of labctl's commands and options; load it with: labctl completion fish |"
            + " source");
    // The words before the cursor that are commands, whatever options stand between them.
    lines.add(
        """
        function __labctl_in
            set -l words
            set -l value 0
            for word in (commandline -opc)[2..-1]
                if test $value = 1
                    set value 0
                else if contains -- $word %s
                    set value 1
                else if not string match -q -- '-*' $word
                    set -a words $word
                end
            end
            test "$words" = "$argv"
        end
        complete -c labctl -e
        complete -c labctl -f\
        """
            .formatted(String.join(" ", withValue(root))));
    add(root, List.of(), lines);
    return String.join("\n", lines) + "\n";
  }

  private static void add(CommandLine command, List<String> path, List<String> lines) {
    String condition = "complete -c labctl -n '__labctl_in " + String.join(" ", path) + "'";
    command
        .getSubcommands()
        .forEach(
            (name, sub) -> {
              lines.add("%s -a %s -d %s".formatted(condition, name, about(sub)));
              add(sub, Stream.concat(path.stream(), Stream.of(name)).toList(), lines);
            });
    command.getCommandSpec().positionalParameters().stream()
        .map(FishCompletion::candidates)
        .filter(c -> !c.isEmpty())
        .forEach(c -> lines.add("%s -a '%s'".formatted(condition, c)));
    for (OptionSpec option : command.getCommandSpec().options()) {
      lines.add(condition + option(option));
    }
  }

  /** The names of every option that a value follows. */
  private static SortedSet<String> withValue(CommandLine command) {
    SortedSet<String> names = new TreeSet<>();
    command.getCommandSpec().options().stream()
        .filter(o -> o.arity().max() > 0)
        .forEach(o -> names.addAll(List.of(o.names())));
    command.getSubcommands().values().forEach(sub -> names.addAll(withValue(sub)));
    return names;
  }

  private static String option(OptionSpec option) {
    StringBuilder line = new StringBuilder();
    for (String name : option.names()) {
      line.append(name.startsWith("--") ? " -l " + name.substring(2) : " -s " + name.substring(1));
    }
    if (option.arity().max() > 0) {
      String candidates = candidates(option);
      line.append(candidates.isEmpty() ? " -r -F" : " -x -a '%s'".formatted(candidates));
    }
    return line + " -d " + quoted(String.join(" ", option.description()));
  }

  private static String candidates(ArgSpec argument) {
    if (argument.completionCandidates() == null) {
      return "";
    }
    return Stream.of(argument.completionCandidates())
        .flatMap(all -> StreamSupport.stream(all.spliterator(), false))
        .collect(Collectors.joining(" "));
  }

  private static String about(CommandLine command) {
    String[] description = command.getCommandSpec().usageMessage().description();
    return quoted(description.length == 0 ? "" : description[0]);
  }

  /** Between fish's single quotes; what picocli would fill in is left out. */
  private static String quoted(String text) {
    String plain =
        text.replaceAll(" *\\(default: \\$\\{[^}]*}\\)", "").replaceAll("\\$\\{[^}]*}", "");
    return "'" + plain.replace("\\", "\\\\").replace("'", "\\'") + "'";
  }
}

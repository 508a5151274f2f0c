package dev.labctl.cli;

import dev.labctl.exit.ExitCode;
import java.io.PrintWriter;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with the arguments, and where to read how it is right. */
final class WrongArguments implements IParameterExceptionHandler {
  /** A word this far from a command is taken for a slip of the fingers. */
  private static final int SLIP = 2;

  @Override
  public int handleParseException(ParameterException wrong, String[] arguments) {
    CommandLine command = wrong.getCommandLine();
    String name = command.getCommandSpec().qualifiedName();
    PrintWriter err = command.getErr();
    err.println("labctl: " + message(wrong, command, name));
    err.println("see '%s --help'".formatted(name));
    return ExitCode.USAGE.code();
  }

  private static String message(ParameterException wrong, CommandLine command, String name) {
    if (wrong instanceof UnmatchedArgumentException unmatched
        && !command.getSubcommands().isEmpty()
        && !unmatched.isUnknownOption()) {
      String word = unmatched.getUnmatched().getFirst();
      Collection<String> known = command.getSubcommands().keySet();
      return "%s has no command '%s'%s; it has %s"
          .formatted(
              name,
              word,
              similar(word, known).map(" (is '%s' meant?)"::formatted).orElse(""),
              String.join(", ", known));
    }
    return withoutIndex(String.valueOf(wrong.getMessage()), wrong);
  }

  /** An argument too many is told by its word, not by its place in picocli's stack. */
  private static String withoutIndex(String message, ParameterException wrong) {
    if (wrong instanceof UnmatchedArgumentException unmatched) {
      String words =
          unmatched.getUnmatched().stream()
              .map("'%s'"::formatted)
              .collect(Collectors.joining(", "));
      return unmatched.isUnknownOption()
          ? "unknown option " + words + options(unmatched)
          : "one argument too many: " + words;
    }
    return message;
  }

  private static String options(UnmatchedArgumentException unmatched) {
    String word = unmatched.getUnmatched().getFirst();
    List<String> known =
        unmatched.getCommandLine().getCommandSpec().options().stream()
            .flatMap(o -> Stream.of(o.names()))
            .toList();
    return similar(word, known).map(" (is '%s' meant?)"::formatted).orElse("");
  }

  static Optional<String> similar(String word, Collection<String> known) {
    String small = word.toLowerCase(Locale.ROOT);
    // Of a short word, two letters are most: 'slo' is not 'load'.
    int slip = Math.min(SLIP, small.length() / 3);
    return known.stream()
        .filter(k -> distance(small, k) <= slip)
        .min(Comparator.comparingInt(k -> distance(small, k)));
  }

  /** Levenshtein's: letters added, left out or exchanged. */
  private static int distance(String one, String two) {
    int[] before = new int[two.length() + 1];
    for (int j = 0; j <= two.length(); j++) {
      before[j] = j;
    }
    for (int i = 1; i <= one.length(); i++) {
      int[] now = new int[two.length() + 1];
      now[0] = i;
      for (int j = 1; j <= two.length(); j++) {
        int exchanged = before[j - 1] + (one.charAt(i - 1) == two.charAt(j - 1) ? 0 : 1);
        now[j] = Math.min(exchanged, 1 + Math.min(before[j], now[j - 1]));
      }
      before = now;
    }
    return before[two.length()];
  }
}

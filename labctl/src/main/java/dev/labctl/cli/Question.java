package dev.labctl.cli;

import dev.labctl.exit.LabctlException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Asks the user on the terminal that the process belongs to, wherever its streams lead: {@code down
 * --purge | tee log} has a user who can answer.
 */
final class Question {
  private static final Path TERMINAL = Path.of("/dev/tty");
  private static final Path STAT = Path.of("/proc/self/stat");

  private Question() {}

  /**
   * Asks.
   *
   * @return whether the user said yes; true when no terminal is there, as for a program
   * @throws LabctlException (usage) when there is a terminal that this process may not read from
   */
  static boolean confirmed(String question) {
    return switch (seat(stat())) {
      case NONE -> true;
      case BACKGROUND ->
          throw LabctlException.usage(
              question
                  + " cannot be asked from the background of a terminal; add --yes, or run it in"
                  + " the foreground");
      case FOREGROUND -> ask(question);
    };
  }

  /** Where a process is towards its terminal. */
  enum Seat {
    NONE,
    FOREGROUND,
    BACKGROUND
  }

  /** By {@code /proc/<pid>/stat}: its group, its terminal, and the terminal's foreground group. */
  static Seat seat(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 1).strip().split(" ");
    if (fields.length < 6 || fields[4].equals("0")) {
      return Seat.NONE;
    }
    return fields[2].equals(fields[5]) ? Seat.FOREGROUND : Seat.BACKGROUND;
  }

  private static String stat() {
    try {
      return Files.readString(STAT);
    } catch (IOException e) {
      throw LabctlException.machine("cannot read %s: %s".formatted(STAT, e), e);
    }
  }

  private static boolean ask(String question) {
    try (Writer screen = Files.newBufferedWriter(TERMINAL);
        BufferedReader keyboard = Files.newBufferedReader(TERMINAL, StandardCharsets.UTF_8)) {
      screen.write(question + " [y/N] ");
      screen.flush();
      String answer = keyboard.readLine();
      return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
    } catch (IOException e) {
      throw LabctlException.usage(
          "%s cannot be asked on %s: %s; add --yes".formatted(question, TERMINAL, e));
    }
  }
}

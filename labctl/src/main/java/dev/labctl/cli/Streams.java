package dev.labctl.cli;

import dev.labctl.progress.Screen;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where the program prints: data on {@code out}, narration on {@code err}, and what each leads to.
 */
public record Streams(PrintStream out, PrintStream err, Screen outScreen, Screen errScreen) {
  /** The process' own. */
  static Streams standard() {
    return new Streams(
        new PrintStream(System.out, true, StandardCharsets.UTF_8),
        new PrintStream(System.err, true, StandardCharsets.UTF_8),
        Screen.out(),
        Screen.err());
  }

  /** Those of a program that reads what is printed. */
  static Streams plain(PrintStream out, PrintStream err) {
    return new Streams(out, err, Screen.NONE, Screen.NONE);
  }
}

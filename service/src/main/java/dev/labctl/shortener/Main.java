package dev.labctl.shortener;

import java.util.function.UnaryOperator;

/** Starts the program. */
final class Main {
  private Main() {}

  public static void main(String[] args) {
    int exitCode = new Program(UnaryOperator.identity()).run(args);
    if (exitCode != 0) {
      System.exit(exitCode);
    }
  }
}

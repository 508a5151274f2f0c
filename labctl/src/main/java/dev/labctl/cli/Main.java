package dev.labctl.cli;

final class Main {
  private Main() {}

  static void main() {}
}

package dev.labctl.shortener;

final class Main {
  private Main() {}

  static void main() {}
}

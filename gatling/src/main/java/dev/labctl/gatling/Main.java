package dev.labctl.gatling;

final class Main {
  private Main() {}

  static void main() {}
}

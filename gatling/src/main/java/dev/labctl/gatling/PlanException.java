package dev.labctl.gatling;

/** The plan, or a file that it names, cannot be used. The program ends with {@value #EXIT_CODE}. */
final class PlanException extends RuntimeException {
  static final int EXIT_CODE = 2;

  PlanException(String message) {
    super(message);
  }

  PlanException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.labctl.gatling;

/** Refuses a value of the plan with the field, the value and the rule that it breaks. */
final class Rule {
  private Rule() {}

  static void check(boolean holds, String field, Object actual, String rule) {
    if (!holds) {
      throw new PlanException(
          "load plan: " + field + " is " + actual + " but " + rule + "; correct the plan");
    }
  }

  static void positive(String field, double value) {
    check(Double.isFinite(value) && value > 0, field, value, "must be above 0");
  }

  static void notNegative(String field, double value) {
    check(Double.isFinite(value) && value >= 0, field, value, "must be 0 or more");
  }
}

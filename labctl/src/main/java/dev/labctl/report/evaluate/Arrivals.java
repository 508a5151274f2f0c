package dev.labctl.report.evaluate;

import dev.labctl.spec.Scenario;

/** How many arrivals a scenario plans: the area under its linear ramps. */
final class Arrivals {
  private Arrivals() {}

  static double of(Scenario scenario) {
    double sum = 0;
    for (Scenario.Stream stream : scenario.load().streams()) {
      double rate = stream.start();
      for (Scenario.Stage stage : stream.stages()) {
        sum += (rate + stage.to()) / 2 * Seconds.of(stage.length());
        rate = stage.to();
      }
    }
    return sum;
  }
}

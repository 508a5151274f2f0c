package dev.labctl.report.evaluate;

import dev.labctl.spec.Scenario;
import java.time.Duration;
import java.util.function.UnaryOperator;

/** How many arrivals a scenario plans: the area under its linear ramps. */
final class Arrivals {
  private Arrivals() {}

  static double of(Scenario scenario) {
    return of(scenario, UnaryOperator.identity());
  }

  /**
   * @param scale a stage's length as it was run
   */
  static double of(Scenario scenario, UnaryOperator<Duration> scale) {
    double sum = 0;
    for (Scenario.Stream stream : scenario.load().streams()) {
      double rate = stream.start();
      for (Scenario.Stage stage : stream.stages()) {
        sum += (rate + stage.to()) / 2 * Seconds.of(scale.apply(stage.length()));
        rate = stage.to();
      }
    }
    return sum;
  }
}

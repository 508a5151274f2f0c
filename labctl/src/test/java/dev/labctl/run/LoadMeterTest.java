package dev.labctl.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class LoadMeterTest {
  @Test
  void saysRateLatencyAndErrors() {
    assertThat(words(62.04, 0.0412, 0)).isEqualTo("62.0 requests/s, p99 41 ms, no errors");
    assertThat(words(62, 2, 1.26)).isEqualTo("62.0 requests/s, p99 2000 ms, 1.3 errors/s");
  }

  @Test
  void saysWhatIsNotKnown() {
    var none = OptionalDouble.empty();
    assertThat(LoadMeter.words(none, none, none)).isEqualTo("no figures from Prometheus");
    assertThat(LoadMeter.words(OptionalDouble.of(1), none, none))
        .isEqualTo("1.0 requests/s, p99 none, no errors");
  }

  private static String words(double rate, double p99, double errors) {
    return LoadMeter.words(
        OptionalDouble.of(rate), OptionalDouble.of(p99), OptionalDouble.of(errors));
  }
}

package dev.labctl.yaml;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.exit.LabctlException;
import dev.labctl.spec.ScenarioReader;
import dev.labctl.yaml.YamlNode.Scalar;
import java.time.Duration;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  private static YamlNode plain(String text) {
    return new Scalar(Mark.START, text);
  }

  @ParameterizedTest
  @CsvSource({
    "300ms,300",
    "30s,30000",
    "2m,120000",
    "1m30s,90000",
    "1.5h,5400000",
    "0s,0",
    "1h1ms,3600001"
  })
  void readsDurations(String text, long millis) throws Exception {
    assertThat(Values.duration(plain(text))).isEqualTo(Duration.ofMillis(millis));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "30", "s", "-5s", "30 s", "1s1m", "1e3s", "25h", "999999999h", "1d"})
  void refusesOtherDurations(String text) {
    assertThatThrownBy(() -> Values.duration(plain(text)))
        .isInstanceOf(InvalidValueException.class);
  }

  @ParameterizedTest
  @CsvSource({"1%,0.01", "0.01,0.01", "100%,1", "0,0", "99.95%,0.9995"})
  void readsRatios(String text, double ratio) throws Exception {
    assertThat(Values.ratio(plain(text))).isEqualTo(ratio);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "%", "101%", "1.01", "-1%", "NaN", "1e-2", "1 %"})
  void refusesOtherRatios(String text) {
    assertThatThrownBy(() -> Values.ratio(plain(text))).isInstanceOf(InvalidValueException.class);
  }

  @Property(tries = 200)
  void durationsInPartsAddUp(
      @ForAll @IntRange(max = 22) int h,
      @ForAll @IntRange(max = 59) int m,
      @ForAll @IntRange(max = 59) int s,
      @ForAll @IntRange(max = 999) int ms)
      throws Exception {
    assertThat(Values.duration(plain(h + "h" + m + "m" + s + "s" + ms + "ms")))
        .isEqualTo(Duration.ofHours(h).plusMinutes(m).plusSeconds(s).plusMillis(ms));
  }

  @Property(tries = 200)
  void aRatioWrittenAsPercentReadsBack(@ForAll @DoubleRange(min = 0, max = 1) double ratio)
      throws Exception {
    double read = Values.ratio(plain(Values.percent(ratio).replace(" ", "")));

    assertThat(read).isCloseTo(ratio, org.assertj.core.data.Offset.offset(1e-6));
  }

  @Property(tries = 500)
  void hostileTextIsRefusedInOneWay(@ForAll @StringLength(max = 200) String text) {
    ScenarioReader reader = new ScenarioReader(Map.of());

    assertThatThrownBy(() -> read(reader, text)).isInstanceOf(LabctlException.class);
  }

  private static void read(ScenarioReader reader, String text) throws Exception {
    java.nio.file.Path file = java.nio.file.Files.createTempFile("scenario", ".yaml");
    try {
      java.nio.file.Files.writeString(file, text.replaceAll("[\\ud800-\\udfff]", "?"));
      reader.read(file);
    } finally {
      java.nio.file.Files.delete(file);
    }
  }
}

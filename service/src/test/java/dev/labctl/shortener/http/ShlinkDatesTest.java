package dev.labctl.shortener.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ShlinkDatesTest {
  @ParameterizedTest
  @CsvSource({
    "2030-01-31,                2030-01-31T00:00:00Z",
    "2030-01-31T12:30:15+02:00, 2030-01-31T10:30:15Z",
    "2030-01-31T12:30:15Z,      2030-01-31T12:30:15Z",
    "2030-01-31T12:30:15,       2030-01-31T12:30:15Z",
    "2030-01-31 12:30,          2030-01-31T12:30:00Z",
  })
  void aDateWithoutATimeIsItsBeginningAndATimeWithoutAnOffsetIsUtc(String text, String instant) {
    assertThat(ShlinkJson.moment("startDate", text)).hasToString(instant);
  }

  @Test
  void whatIsNoDateIsRefused() {
    for (String text : new String[] {"2030-02-30", "tomorrow", "", "2030-1-1", "12030-01-01"}) {
      assertThatThrownBy(() -> ShlinkJson.moment("startDate", text))
          .as(text)
          .isInstanceOf(InvalidInput.class);
    }
  }
}

package dev.labctl.shortener.http;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RequestIdTest {
  @Test
  void acceptsWhatProxiesSend() {
    assertThat(RequestId.isValid("f47ac10b-58cc-4372-a567-0e02b2c3d479")).isTrue();
    assertThat(RequestId.isValid("a_b.C-9")).isTrue();
    assertThat(RequestId.isValid("x".repeat(64))).isTrue();
    assertThat(RequestId.isValid("x".repeat(65))).isFalse();
    assertThat(RequestId.isValid("")).isFalse();
  }

  @Property
  void nothingThatCouldBreakALineIsValid(@ForAll String text) {
    if (RequestId.isValid(text)) {
      assertThat(text).matches("[A-Za-z0-9._-]{1,64}");
    }
  }
}

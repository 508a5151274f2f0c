package dev.labctl.shortener.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HostFilterTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "s.example",
        "s.example:8080",
        "127.0.0.1:80",
        "[::1]",
        "[::1]:8080",
        "a-b.example",
        "xn--bcher-kva.example"
      })
  void namesAndAddressesWithAndWithoutPortAreGood(String host) {
    assertThat(HostFilter.isValid(host)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":80",
        "s.example:",
        "s.example:x",
        "s.example:123456",
        "s.example:80:80",
        "a b",
        "a/b",
        "user@s.example",
        "[::1",
        "[g]",
        "::1",
        "a, b",
        "a\"b",
        "a?b"
      })
  void everythingElseIsNot(String host) {
    assertThat(HostFilter.isValid(host)).isFalse();
  }
}

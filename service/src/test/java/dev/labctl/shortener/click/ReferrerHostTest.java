package dev.labctl.shortener.click;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.Chars;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReferrerHostTest {
  @ParameterizedTest
  @CsvSource({
    "https://news.example/a?b=c#d, news.example",
    "http://WWW.News.Example:8080, news.example",
    "https://user:secret@news.example/x, news.example",
    "https://news.example., news.example",
    "https://news.example?x=http://other.example, news.example",
    "'https://[2001:db8::1]:443/', [2001:db8::1]",
    "https://192.0.2.7/, 192.0.2.7",
    "https://intranet/, other",
    "https://direct/, other",
    "android-app://com.example.app, other",
    "javascript:alert(1), other",
    "https://-, other",
    "'https://a b.example/', other",
    "'', direct",
  })
  void keepsTheHostAlone(String referrer, String host) {
    assertThat(ReferrerHost.of(referrer)).hasToString(host);
  }

  @Test
  void noHeaderIsDirect() {
    assertThat(ReferrerHost.of(null)).isEqualTo(ReferrerHost.DIRECT);
  }

  @Property
  void anyTextIsAHostOrOtherAndQuickly(
      @ForAll
          @AlphaChars
          @NumericChars
          @Chars({':', '/', '.', '@', '[', ']', '-', '%', ' ', 'é'})
          @StringLength(max = 512)
          String text) {
    assertThat(ReferrerHost.of("https://" + text).value()).hasSizeLessThanOrEqualTo(253);
    assertThat(ReferrerHost.of(text).value()).doesNotContain(" ", "/", "@", "é");
  }

  @Test
  void isAlwaysLowerCaseAndBounded() {
    assertThat(ReferrerHost.of("https://" + "a".repeat(250) + ".example/"))
        .isEqualTo(ReferrerHost.OTHER);
    assertThatThrownBy(() -> new ReferrerHost("News.example")).hasMessageContaining("lower case");
  }
}

package dev.labctl.shortener.http;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ForwardedQueryTest {
  @ParameterizedTest
  @CsvSource({
    "https://x.example/a,             b=1,         https://x.example/a?b=1",
    "https://x.example/a?some=thing,  b=1,         https://x.example/a?some=thing&b=1",
    "https://x.example/a?some=thing,  some=other,  https://x.example/a?some=other",
    "https://x.example/a?x=1&y=2,     x=3&x=4,     https://x.example/a?x=3&x=4&y=2",
    "https://x.example/a?x=1&x=2,     y=3,         https://x.example/a?x=1&x=2&y=3",
    "https://x.example/a?%78=1,       x=2,         https://x.example/a?x=2",
    "https://x.example/a#part,        b=1,         https://x.example/a?b=1#part",
    "https://x.example/a#part?no=1,   b=1,         https://x.example/a?b=1#part?no=1",
    "https://x.example,               b,           https://x.example?b",
    "https://x.example/a?%zz=1,       b=%20,       https://x.example/a?%zz=1&b=%20",
    "https://x.example/?,             q[]=1&q[]=2, https://x.example/?q[]=1&q[]=2",
    "https://x.example/?a=1,          &,           https://x.example/?a=1",
  })
  void whatTheVisitSaysTakesThePlaceOfWhatTheTargetSays(String target, String query, String to) {
    assertThat(ForwardedQuery.add(target, query)).isEqualTo(to);
  }

  @Test
  void withoutAQueryTheTargetIsTheVeryOne() {
    String target = "https://x.example/a?b=1#c";
    assertThat(ForwardedQuery.add(target, "")).isSameAs(target);
  }

  @Property
  void theHostStaysWhateverTheQueryIs(@ForAll @CharRange(from = '!', to = '~') String query) {
    assertThat(ForwardedQuery.add("https://x.example", query))
        .satisfiesAnyOf(
            url -> assertThat(url).isEqualTo("https://x.example"),
            url -> assertThat(url).startsWith("https://x.example?"));
  }
}

package dev.labctl.shortener.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.NumericChars;
import net.jqwik.api.constraints.StringLength;

class LinkValuesTest {
  @Property
  void everyRandomCodeParsesBackToItself(@ForAll long seed) {
    Code code = Code.random(new Random(seed));
    assertThat(Code.parse(code.value())).contains(code);
  }

  @Property
  void parsesThreeTo64WordCharactersAndDashesThatAreNoReservedWord(@ForAll String text) {
    boolean wellFormed = text.matches("[0-9A-Za-z_-]{3,64}") && !text.matches("(?i)api|app");
    assertThat(Code.parse(text).isPresent()).isEqualTo(wellFormed);
  }

  @Property
  void acceptsAnySevenLettersAndDigits(
      @ForAll @AlphaChars @NumericChars @StringLength(7) String text) {
    assertThat(Code.parse(text + "0")).map(Code::value).contains(text + "0");
  }

  @Example
  void reservedWordsAreNoCodesInAnyCase() {
    assertThat(Code.parse("metrics")).isEmpty();
    assertThat(Code.parse("API")).isEmpty();
    assertThatThrownBy(() -> new Code("Metrics")).isInstanceOf(InvalidInput.class);
  }

  @Example
  void aTargetHasNoCredentials() {
    for (String text : new String[] {"https://u:p@x.example/", "https://u@x.example"}) {
      assertThatThrownBy(() -> Target.parse(text))
          .as(text)
          .isInstanceOf(InvalidInput.class)
          .hasMessageContaining("password");
    }
  }

  @Property
  void aCursorReadsWhatItWrote(
      @ForAll @LongRange(min = 0, max = 4_000_000_000_000_000L) long micros, @ForAll long seed) {
    Cursor cursor =
        new Cursor(Instant.EPOCH.plus(micros, ChronoUnit.MICROS), Code.random(new Random(seed)));
    assertThat(Cursor.parse(cursor.toString())).isEqualTo(cursor);
  }

  @Property
  void anyOtherCursorIsInvalidInput(@ForAll String text) {
    try {
      assertThat(Cursor.parse(text)).hasNoNullFieldsOrProperties();
    } catch (InvalidInput e) {
      assertThat(e.getMessage()).contains("next");
    }
  }

  @Property
  void aTagIsItsTextOrRefused(@ForAll String text) {
    if (text.matches("[0-9A-Za-z._-]{1,50}")) {
      assertThat(new Tag(text).value()).isEqualTo(text);
    } else {
      assertThatThrownBy(() -> new Tag(text)).isInstanceOf(InvalidInput.class);
    }
  }

  @Property
  void aTargetIsKeptAsGivenOrRefused(@ForAll String text) {
    for (String prefix : new String[] {"", "http://", "https://host.example/"}) {
      String given = prefix + text;
      try {
        Target target = Target.parse(given);
        assertThat(target.value()).isEqualTo(given).matches("(?i)https?://[!-~]+");
      } catch (InvalidInput e) {
        assertThat(e.getMessage()).startsWith("target ");
      }
    }
  }

  @Property
  void acceptsAnyPathOfLettersAndDigits(@ForAll @AlphaChars @NumericChars String path) {
    String text = "https://load.example/" + path;
    assertThat(Target.parse(text).value()).isEqualTo(text);
  }

  @Example
  void aTargetMayHave8192CharactersAndNotOneMore() {
    String longest = "https://x.example/" + "a".repeat(Target.MAX_LENGTH - 18);
    assertThat(Target.parse(longest).value()).hasSize(8192);
    assertThatThrownBy(() -> Target.parse(longest + "a"))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("8193")
        .hasMessageContaining("8192");
  }

  @Example
  void aTargetCannotBreakOutOfItsHeader() {
    assertThatThrownBy(() -> new Target("https://x.example/\r\nSet-Cookie: a=b"))
        .isInstanceOf(InvalidInput.class)
        .hasMessageContaining("U+000D");
  }

  @Example
  void refusesSchemesThatAreNotForTheWeb() {
    for (String text :
        new String[] {"ftp://x", "javascript:alert(1)", "//x", "/p", "http:///p", "https:x"}) {
      assertThatThrownBy(() -> Target.parse(text)).as(text).isInstanceOf(InvalidInput.class);
    }
  }

  @Example
  void anIdempotencyKeyHasOneTo200PrintableCharacters() {
    assertThat(new IdempotencyKey("k".repeat(200), "user:1", "").value()).hasSize(200);
    for (String text : new String[] {"", "k".repeat(201), "a\tb", "ü"}) {
      assertThatThrownBy(() -> new IdempotencyKey(text, "user:1", ""))
          .isInstanceOf(InvalidInput.class);
    }
  }
}

package dev.labctl.shortener.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.AlphaChars;
import net.jqwik.api.constraints.CharRange;
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
  void parsesThreeTo64WordCharactersAndDashesThatAreNoReservedWord(
      @ForAll @CharRange(from = ' ', to = '~') String text) {
    boolean wellFormed = text.matches("[0-9A-Za-z_-]{3,64}") && !text.matches("(?i)api|app");
    assertThat(Code.parse(text).isPresent()).isEqualTo(wellFormed);
  }

  @Property
  void aCodeOfAnyScriptStandsInUrlsAsAsciiAndIsReadFromThere(@ForAll String text) {
    Code.parse(text)
        .ifPresent(
            code -> {
              assertThat(code.encoded()).matches("[0-9A-Za-z_%-]+");
              assertThat(URLDecoder.decode(code.encoded(), StandardCharsets.UTF_8))
                  .isEqualTo(code.value());
              assertThat(Code.parse(code.value())).contains(code);
              assertThat(new Cursor(Instant.EPOCH, code))
                  .isEqualTo(Cursor.parse(new Cursor(Instant.EPOCH, code).toString()));
            });
  }

  @Example
  void codesAndTagsAreOfAnyScriptAndTextsThatLookTheSameAreTheSame() {
    assertThat(new Code("gru\u0308\u00dfe")).isEqualTo(new Code("gr\u00fc\u00dfe"));
    assertThat(new Tag("u\u0308ber")).isEqualTo(new Tag("\u00fcber"));
    for (String word :
        List.of(
            "\u65e5\u672c\u8a9e",
            "\u0939\u093f\u0928\u094d\u0926\u0940",
            "\u05e9\u05dc\u05d5\u05dd")) {
      assertThat(new Code(word).value()).isEqualTo(word);
      assertThat(new Tag(word).value()).isEqualTo(word);
    }
    assertThat(new Tag("\ud83c\udf89").value()).isEqualTo("\ud83c\udf89");
    for (String bad :
        List.of(
            "\u65e5\u672c",
            "a\u202eb\u00e9",
            "\u00e9 \u00e9",
            "\u00e9/\u00e9",
            "\ud83c\udf89\ud83c\udf89\ud83c\udf89",
            "\u00e9\ud800x")) {
      assertThat(Code.parse(bad)).as(bad).isEmpty();
      assertThatThrownBy(() -> new Code(bad)).isInstanceOf(InvalidInput.class);
    }
    for (String bad : List.of("", "\u00e9 \u00e9", "a\u202eb", "\ud800", "\u00e9".repeat(51))) {
      assertThatThrownBy(() -> new Tag(bad)).as(bad).isInstanceOf(InvalidInput.class);
    }
    for (String bad : List.of("", " ", "a\nb", "\u00e9".repeat(513), "a\0")) {
      assertThatThrownBy(() -> new Title(bad)).as(bad).isInstanceOf(InvalidInput.class);
    }
    assertThat(new Title("\u00e9".repeat(512)).value()).hasSize(512);
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
    } else if (text.chars().anyMatch(c -> c < 128)
        && !text.matches("[0-9A-Za-z._-[^\\p{ASCII}]]+")) {
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

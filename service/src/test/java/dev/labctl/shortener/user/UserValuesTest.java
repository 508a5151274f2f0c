package dev.labctl.shortener.user;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.shortener.auth.ApiKey;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.security.SecureRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class UserValuesTest {
  @Test
  void aNameIsKeptInLowerCase() {
    assertThat(new UserName("Alice.B+c@Example-1_").value()).isEqualTo("alice.b+c@example-1_");
    assertThat(UserName.parse("ALICE")).contains(new UserName("alice"));
    for (String bad : new String[] {"", "ab", "-ab", "a b", "x".repeat(65), "älice", "a\nbc"}) {
      assertThat(UserName.parse(bad)).as(bad).isEmpty();
      assertThatThrownBy(() -> new UserName(bad))
          .isInstanceOf(InvalidInput.class)
          .hasMessageContaining("3 to 64");
    }
  }

  @Property
  void parsingAgreesWithMaking(@ForAll String text) {
    if (UserName.parse(text).isPresent()) {
      assertThat(new UserName(text).value()).matches("[a-z0-9][a-z0-9._@+-]{2,63}");
    } else {
      assertThatThrownBy(() -> new UserName(text)).isInstanceOf(InvalidInput.class);
    }
  }

  @Property
  void aPasswordIsAnyTextOfTenToTwoHundredCharacters(@ForAll @StringLength(max = 220) String text) {
    Password given = new Password(text);
    assertThat(given).hasToString("***");
    int length = given.value().codePointCount(0, given.value().length());
    if (length >= 10 && length <= 200) {
      assertThat(Password.chosen(text)).isEqualTo(given);
    } else {
      assertThatThrownBy(() -> Password.chosen(text)).hasMessageContaining("10 to 200");
    }
  }

  @Test
  void aPasswordIsTheSameHoweverItsAccentsAreTyped() {
    assertThat(new Password("caf\u00e9").bytes()).isEqualTo(new Password("cafe\u0301").bytes());
  }

  @Test
  void aHashHasItsForm() {
    assertThatThrownBy(() -> new PasswordHash("plain"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> new PasswordHash("$argon2id$v=19$m=9999999,t=3,p=1$c29tZXNhbHQ$aaaa"))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void keysAreDrawnDifferentAndPrintAsNothing() {
    SecureRandom random = new SecureRandom();
    ApiKey key = ApiKey.random(random);
    assertThat(key).hasToString("***").isNotEqualTo(ApiKey.random(random));
    assertThat(ApiKey.parse(key.value())).contains(key);
    assertThat(key.hash().hex()).matches("[0-9a-f]{64}").doesNotContain(key.value());
  }

  @Property
  void otherTextIsNoKey(@ForAll String text) {
    assertThat(ApiKey.parse(text)).isEmpty();
    assertThat(ApiKey.parse("slk_" + text).isPresent())
        .isEqualTo(text.matches("[0-9A-Za-z_-]{43}"));
  }
}

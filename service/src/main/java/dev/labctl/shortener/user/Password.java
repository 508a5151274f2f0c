package dev.labctl.shortener.user;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.nio.charset.StandardCharsets;
import java.text.Normalizer;

/** A password as somebody typed it; prints as nothing. */
public record Password(String value) {
  private static final int MIN = 10;
  private static final int MAX = 200;

  public Password {
    // The same keys give different code points on different machines.
    value = Normalizer.normalize(value, Normalizer.Form.NFC);
  }

  /** A password to be set: 10 to 200 characters, whatever they are. */
  public static Password chosen(String text) {
    Password password = new Password(text);
    int length = password.value.codePointCount(0, password.value.length());
    if (length < MIN || length > MAX) {
      throw new InvalidInput(
          "the password has %d characters, must have %d to %d".formatted(length, MIN, MAX));
    }
    return password;
  }

  /** What is hashed. */
  public byte[] bytes() {
    return value.getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public String toString() {
    return "***";
  }
}

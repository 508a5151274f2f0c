package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;

/** What people call a link: 1 to 512 characters of any script, on one line. */
public record Title(String value) {
  private static final int MAX_LENGTH = 512;

  public Title {
    int length = value.codePointCount(0, value.length());
    if (value.isBlank() || length > MAX_LENGTH) {
      throw new InvalidInput(
          "title has %d characters, must have 1 to %d".formatted(length, MAX_LENGTH));
    }
    if (!Unicode.isText(value)) {
      throw new InvalidInput("title has a control character or half of a character");
    }
  }
}

package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;

/**
 * A word that links are found by: 1 to 50 letters, digits and symbols of any script, '.', '_' and
 * '-'.
 */
public record Tag(String value) implements Comparable<Tag> {
  private static final int MAX_LENGTH = 50;

  /**
   * Composes the characters, since texts that look the same are the same tag.
   *
   * @throws InvalidInput if it cannot be one
   */
  public Tag(String value) {
    this.value = Unicode.composed(value);
    int length = this.value.codePointCount(0, this.value.length());
    if (length < 1 || length > MAX_LENGTH || !this.value.codePoints().allMatch(Tag::fits)) {
      throw new InvalidInput(
          "a tag of %d characters is not 1 to 50 letters, digits, symbols, '.', '_' and '-'"
              .formatted(length));
    }
  }

  private static boolean fits(int c) {
    return c < 128
        ? Character.isLetterOrDigit(c) || c == '.' || c == '_' || c == '-'
        : Unicode.isWord(c) || Character.getType(c) == Character.OTHER_SYMBOL;
  }

  @Override
  public int compareTo(Tag other) {
    return value.compareTo(other.value);
  }
}

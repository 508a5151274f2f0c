package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.util.regex.Pattern;

/** A word that links are found by: 1 to 50 characters of 0-9, A-Z, a-z, '.', '_' and '-'. */
public record Tag(String value) implements Comparable<Tag> {
  private static final Pattern FORM = Pattern.compile("[0-9A-Za-z._-]{1,50}");

  public Tag {
    if (!FORM.matcher(value).matches()) {
      throw new InvalidInput(
          "a tag of %d characters is not 1 to 50 of 0-9, A-Z, a-z, '.', '_' and '-'"
              .formatted(value.length()));
    }
  }

  @Override
  public int compareTo(Tag other) {
    return value.compareTo(other.value);
  }
}

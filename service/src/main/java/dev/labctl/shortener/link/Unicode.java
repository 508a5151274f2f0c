package dev.labctl.shortener.link;

import java.text.Normalizer;

/** What words of people are made of; the ASCII ones, nearly all, never come here. */
final class Unicode {
  private Unicode() {}

  /** The one of the texts that look the same which is stored and looked for. */
  static String composed(String text) {
    return Normalizer.isNormalized(text, Normalizer.Form.NFC)
        ? text
        : Normalizer.normalize(text, Normalizer.Form.NFC);
  }

  /** True for letters, digits and the marks on them, of any script. */
  static boolean isWord(int character) {
    return Character.isLetterOrDigit(character)
        || switch (Character.getType(character)) {
          case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK -> true;
          default -> false;
        };
  }

  /** True unless something in it is no character, or steers what others look like. */
  static boolean isText(String text) {
    return text.codePoints()
        .noneMatch(
            c ->
                switch (Character.getType(c)) {
                  case Character.CONTROL,
                      Character.SURROGATE,
                      Character.LINE_SEPARATOR,
                      Character.PARAGRAPH_SEPARATOR ->
                      true;
                  default -> false;
                });
  }
}

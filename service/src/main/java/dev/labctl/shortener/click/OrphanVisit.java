package dev.labctl.shortener.click;

import java.util.Locale;

/**
 * A visit that met no link.
 *
 * @param path what was asked for, percent-encoded, cut off at 200 characters
 */
public record OrphanVisit(Type type, String path, Visit visit) {
  private static final int MAX_PATH = 200;

  public OrphanVisit {
    path = path.length() <= MAX_PATH ? path : path.substring(0, MAX_PATH);
  }

  /** What it met instead, with Shlink's names. */
  public enum Type {
    /** Nothing: what could have been a code is none. */
    INVALID_SHORT_URL,
    /** Nothing: it could not have been a code either. */
    REGULAR_404;

    /** Its name in the database and for Shlink's clients. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** The type with this label. */
    public static Type labelled(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT));
    }
  }
}

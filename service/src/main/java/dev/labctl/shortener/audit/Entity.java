package dev.labctl.shortener.audit;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;

/** What an event happened to. */
public enum Entity {
  LINK("link"),
  USER("user"),
  KEY("key");

  private final String label;

  Entity(String label) {
    this.label = label;
  }

  /** Its name to the outside and in the store. */
  public String label() {
    return label;
  }

  /** Reads a label. */
  public static Entity of(String text) {
    for (Entity entity : values()) {
      if (entity.label.equals(text)) {
        return entity;
      }
    }
    throw new InvalidInput("entity is '%.20s', must be link, user or key".formatted(text));
  }
}

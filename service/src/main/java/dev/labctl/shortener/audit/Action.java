package dev.labctl.shortener.audit;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;

/** What happened. */
public enum Action {
  CREATE("create"),
  UPDATE("update"),
  DELETE("delete"),
  LOGIN("login");

  private final String label;

  Action(String label) {
    this.label = label;
  }

  /** Its name to the outside and in the store. */
  public String label() {
    return label;
  }

  /** Reads a label. */
  public static Action of(String text) {
    for (Action action : values()) {
      if (action.label.equals(text)) {
        return action;
      }
    }
    throw new InvalidInput(
        "action is '%.20s', must be create, update, delete or login".formatted(text));
  }
}

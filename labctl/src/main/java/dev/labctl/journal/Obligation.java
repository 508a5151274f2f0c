package dev.labctl.journal;

import dev.labctl.lab.Undo;
import java.time.Duration;
import java.time.Instant;

/**
 * Something that labctl has to take back, written before it is done.
 *
 * @param id unique in the journal; {@code <run>/<fault id>}
 * @param fault the fault's name in the catalogue
 * @param target what it was resolved to, for people
 * @param due when it should have been taken back by the run that did it, at the latest
 */
public record Obligation(
    String id, Instant at, String fault, String target, Undo undo, Instant due) {
  /** For a run that is late and yet alive. */
  private static final Duration GRACE = Duration.ofSeconds(30);

  public Obligation {
    // The watcher's shell loop looks for the id in the journal's text.
    if (!id.matches("[A-Za-z0-9._/-]+")) {
      throw new IllegalArgumentException(
          "id of an obligation is '" + id + "'; it is made of letters, digits and ._/-");
    }
  }

  /** After this instant its run counts as hung, and the watcher meets the obligation. */
  public Instant overdue() {
    return due.plus(GRACE);
  }
}

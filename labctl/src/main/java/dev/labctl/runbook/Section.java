package dev.labctl.runbook;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The parts of a runbook, in their order; each must be there. */
public enum Section {
  TRIGGER,
  PRECONDITIONS,
  DIAGNOSIS,
  REMEDY,
  VERIFICATION,
  ROLLBACK,
  ESCALATION;

  /** The headings, for messages. */
  static final List<String> HEADINGS = Arrays.stream(values()).map(Section::heading).toList();

  /** The heading: capitalised. */
  public String heading() {
    return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT);
  }

  /** Whether its steps are walked; those of a rollback are only for when the remedy went wrong. */
  public boolean walked() {
    return compareTo(ROLLBACK) < 0;
  }

  static Optional<Section> of(String heading) {
    return Arrays.stream(values()).filter(s -> s.heading().equals(heading)).findFirst();
  }
}

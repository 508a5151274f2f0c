package dev.labctl.yaml;

import dev.labctl.exit.LabctlException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** Everything wrong with one file, so that its author can mend it in one go. */
public final class Problems {
  /** Beyond this many, the first ones are probably the cause of the rest. */
  private static final int SHOWN = 20;

  private final String source;
  private final String guide;
  private final List<MarkedProblem> found = new ArrayList<>();

  private record MarkedProblem(Mark at, String message) {}

  /**
   * @param source the file as the user wrote it
   * @param guide the document that states the rules
   */
  public Problems(String source, String guide) {
    this.source = source;
    this.guide = guide;
  }

  /** Notes a problem: {@code what is ACTUAL; must be RULE}. */
  public void add(Mark at, String message) {
    found.add(new MarkedProblem(at, message));
  }

  /** Whether nothing is wrong so far. */
  public boolean none() {
    return found.isEmpty();
  }

  /** One line a problem, {@code file:line:column: message; see GUIDE}, in the file's order. */
  public List<String> lines() {
    return found.stream()
        .sorted(
            Comparator.comparingInt((MarkedProblem p) -> p.at().line())
                .thenComparingInt(p -> p.at().column()))
        .map(
            p ->
                "%s:%d:%d: %s; see %s"
                    .formatted(source, p.at().line(), p.at().column(), p.message(), guide))
        .distinct()
        .toList();
  }

  /**
   * Ends the reading of a file that has problems.
   *
   * @throws LabctlException (usage), one line a problem
   */
  public void throwIfAny() {
    if (found.isEmpty()) {
      return;
    }
    List<String> lines = lines();
    String more =
        lines.size() > SHOWN ? "\n%s: and %d more".formatted(source, lines.size() - SHOWN) : "";
    throw LabctlException.usage(
        lines.stream().limit(SHOWN).collect(Collectors.joining("\n")) + more);
  }
}

package dev.labctl.runbook;

import java.util.List;

/**
 * A runbook, read and found sound.
 *
 * @param name its file's name without the ending
 * @param source its file as the user wrote it
 * @param title its first heading
 * @param fault the fault that rehearses it, a name of the catalogue, or {@link #NO_FAULT}
 * @param alerts the alerts that lead to it; none only where there is no fault
 * @param steps in order, those of the rollback too
 * @param text the whole file
 */
public record Runbook(
    String name,
    String source,
    String title,
    String fault,
    List<String> alerts,
    List<Step> steps,
    String text) {
  public Runbook {
    alerts = List.copyOf(alerts);
    steps = List.copyOf(steps);
  }

  /** In place of a fault: the page breaks something of its own, and no fault is injected. */
  public static final String NO_FAULT = "none";

  /** Whether a fault rehearses it. */
  public boolean hasFault() {
    return !fault.equals(NO_FAULT);
  }

  /** The steps that a rehearsal walks. */
  public List<Step> walked() {
    return steps.stream().filter(s -> s.section().walked() && !(s instanceof Step.Need)).toList();
  }

  /** What has to be so for the page to fit. */
  public List<Step.Need> needs() {
    return steps.stream().filter(Step.Need.class::isInstance).map(Step.Need.class::cast).toList();
  }
}

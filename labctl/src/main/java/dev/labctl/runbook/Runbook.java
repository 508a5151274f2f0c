package dev.labctl.runbook;

import java.util.List;

/**
 * A runbook, read and found sound.
 *
 * @param name its file's name without the ending
 * @param source its file as the user wrote it
 * @param title its first heading
 * @param fault the fault that rehearses it, a name of the catalogue
 * @param alerts the alerts that lead to it
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

  /** The steps that a rehearsal walks. */
  public List<Step> walked() {
    return steps.stream().filter(s -> s.section().walked()).toList();
  }
}

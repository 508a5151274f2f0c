package dev.labctl.report;

import dev.labctl.report.model.Report;
import org.jspecify.annotations.Nullable;

/**
 * A run as a list shows it.
 *
 * @param report null when it has none that this labctl can read
 * @param problem why there is no report; null when there is one
 */
public record ListedRun(String id, @Nullable Report report, @Nullable String problem) {
  /** What stands where a verdict would. */
  public static final String NO_REPORT = "NO REPORT";
}

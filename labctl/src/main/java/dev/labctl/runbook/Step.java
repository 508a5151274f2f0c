package dev.labctl.runbook;

import java.time.Duration;
import java.util.regex.Pattern;

/** One fenced block that does or checks something. */
public sealed interface Step {
  /** What it is for, in a few words. */
  String title();

  /** Where it belongs. */
  Section section();

  /** The line of its fence, from 1. */
  int line();

  /** How long it may take. */
  Duration timeout();

  /** The default of {@link #timeout}. */
  Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

  /**
   * A shell script whose output must match.
   *
   * @param expect found in its standard output
   * @param repeat run it again until it matches, for steps that watch and change nothing
   */
  record ShellStep(
      String title,
      Section section,
      int line,
      Duration timeout,
      String script,
      Pattern expect,
      boolean repeat)
      implements Step {}

  /**
   * A shell script that finds out whether the page fits here at all; run before anything is broken.
   *
   * @param expect found in its standard output where it does
   */
  record Need(
      String title, Section section, int line, Duration timeout, String script, Pattern expect)
      implements Step {}

  /**
   * A query to Prometheus whose every sample, one at least, must compare.
   *
   * @param hold for how long without a break
   */
  record PromQlStep(
      String title,
      Section section,
      int line,
      Duration timeout,
      String query,
      ExpectedNumber expect,
      Duration hold)
      implements Step {}
}

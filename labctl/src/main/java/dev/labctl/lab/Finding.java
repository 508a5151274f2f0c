package dev.labctl.lab;

import dev.labctl.exit.LabctlException;

/**
 * One result of the preflight.
 *
 * @param what was looked at
 * @param ok whether the lab can run with it
 * @param actual what was found
 * @param nextStep what the user can do; empty when all is well. That of a finding which is well is
 *     what would be better
 */
public record Finding(String what, boolean ok, String actual, String nextStep) {
  /** That something refused us, with what it said. */
  public static Finding refused(String what, LabctlException refusal, String nextStep) {
    return new Finding(what, false, String.valueOf(refusal.getMessage()), nextStep);
  }
}

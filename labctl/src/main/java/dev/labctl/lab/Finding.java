package dev.labctl.lab;

/**
 * One result of the preflight.
 *
 * @param what was looked at
 * @param ok whether the lab can run with it
 * @param actual what was found
 * @param nextStep what the user can do; empty when all is well
 */
public record Finding(String what, boolean ok, String actual, String nextStep) {}

package dev.labctl.shortener.click;

import java.time.LocalDate;

/**
 * What is kept of a click.
 *
 * @param atMillis when, in milliseconds since 1970
 * @param visitor the register of a {@link VisitorSketch} that its visitor raises
 */
record SeenClick(long atMillis, ReferrerHost referrer, AgentFamily agent, int visitor) {
  /** In milliseconds. */
  static final long MINUTE = 60_000;

  private static final long MINUTES_A_DAY = 24 * 60;

  /** Its minute, counted since 1970. */
  long minute() {
    return minute(atMillis);
  }

  /** The minute of a moment. */
  static long minute(long millis) {
    return Math.floorDiv(millis, MINUTE);
  }

  /** The minute's day, in UTC. */
  static LocalDate day(long minute) {
    return LocalDate.ofEpochDay(Math.floorDiv(minute, MINUTES_A_DAY));
  }
}

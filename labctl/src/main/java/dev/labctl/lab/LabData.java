package dev.labctl.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What the members store: rows, cached entries, log lines. */
public interface LabData {
  /**
   * Runs SQL as the database's superuser on one Postgres member, bypassing every cache and proxy.
   *
   * @return one line a row, without a header
   */
  String sql(Member postgres, String query, Duration timeout);

  /** Empties Redis and every shortener's L1. */
  void clearCaches();

  /** A member's log lines written between two instants; the last lines when nothing is dated. */
  List<String> log(Member member, Instant from, Instant to);
}

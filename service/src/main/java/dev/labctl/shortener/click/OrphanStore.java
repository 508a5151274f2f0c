package dev.labctl.shortener.click;

import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Where visits that met no link are counted. Every method may throw DependencyFailed. */
public interface OrphanStore {
  /**
   * What was counted since the batch before.
   *
   * @param producer one run of one instance
   * @param sequence 1 for its first batch: a batch that comes again is applied once
   * @param latest the latest of them, newest last
   */
  record Batch(
      UUID producer,
      long sequence,
      Map<OrphanVisit.Type, VisitCount> counts,
      List<OrphanVisit> latest) {
    public Batch {
      counts = Map.copyOf(counts);
      latest = List.copyOf(latest);
    }
  }

  /** Adds a batch. */
  void write(Batch batch);

  /** How many there were. */
  VisitCount count();

  /** The latest ones, newest first. */
  List<OrphanVisit> latest(int limit);

  /** Forgets all; says how many there were. */
  long clear();
}

package dev.labctl.lab;

import dev.labctl.progress.Progress;
import java.util.List;

/** The life of a lab, from what the machine lacks to nothing left of it. */
public interface LabLife {
  /** What this machine has and lacks to run the lab. */
  List<Finding> inspect();

  /** Gets what {@link #inspect} misses and labctl can get; says what it does. */
  void fix(Progress progress);

  /** What {@link #up} would change; changes nothing. */
  Platform.UpResult plan();

  /** Compares, then applies: after it every member runs and the schema is migrated. */
  Platform.UpResult up(Progress progress);

  /** Whether anything of the lab runs. */
  boolean running();

  /** Stops every member; with {@code purge} forgets data and secrets too. Harmless when down. */
  void down(boolean purge, Progress progress);
}

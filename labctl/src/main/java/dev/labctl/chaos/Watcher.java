package dev.labctl.chaos;

import dev.labctl.exit.LabctlException;
import dev.labctl.journal.Journal;
import dev.labctl.journal.Obligation;
import dev.labctl.lab.Lab;
import dev.labctl.process.Detached;
import dev.labctl.process.ProcFs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;

/**
 * A detached shell loop per open obligation, which runs {@code labctl chaos recover} when this
 * process is gone (pid and start time) or the obligation is overdue.
 */
public final class Watcher implements Watchdog {
  private final Lab lab;
  private final Journal journal;
  private final Path launcher;

  /**
   * @param launcher {@code bin/labctl}
   */
  public Watcher(Lab lab, Journal journal, Path launcher) {
    this.lab = lab;
    this.journal = journal;
    this.launcher = launcher.toAbsolutePath();
  }

  @Override
  public void guard(Obligation obligation) {
    Detached.start(
        List.of(
            "sh",
            script().toString(),
            Long.toString(ProcessHandle.current().pid()),
            ownStartTime(),
            Long.toString(obligation.overdue().getEpochSecond()),
            journal.file().toAbsolutePath().toString(),
            obligation.id(),
            launcher.toString(),
            "-c",
            clusterFile(),
            "chaos",
            "recover"),
        lab.root(),
        lab.state().resolve("watcher.log"));
  }

  /** A cluster file is named as the user wrote it: from here, or from the project's root. */
  private String clusterFile() {
    Path source = Path.of(lab.spec().source());
    Path from = Files.exists(source) ? source : lab.root().resolve(source);
    return Files.exists(from) ? from.toAbsolutePath().toString() : lab.spec().name();
  }

  /** The loop is a file, so that {@code ps} shows what runs. */
  private Path script() {
    Path script = lab.state().resolve("watcher.sh").toAbsolutePath();
    try (var text = Watcher.class.getResourceAsStream("watcher.sh")) {
      if (text == null) {
        throw new IllegalStateException("watcher.sh is not in labctl's jar");
      }
      // Replaced by a rename: a shell of an earlier watcher may still be reading the old one.
      Path fresh = Files.createTempFile(lab.state(), "watcher", ".sh");
      Files.copy(text, fresh, StandardCopyOption.REPLACE_EXISTING);
      return Files.move(fresh, script, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw LabctlException.machine("cannot write " + script + ": " + e.getMessage(), e);
    }
  }

  /** A pid alone may be another process by then. */
  private static String ownStartTime() {
    long pid = ProcessHandle.current().pid();
    return new ProcFs()
        .stat(pid)
        .map(s -> Long.toString(s.identity().startTicks()))
        .orElseThrow(() -> LabctlException.machine("cannot read /proc/" + pid + "/stat"));
  }
}

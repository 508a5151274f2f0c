package dev.labctl.journal;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Undo;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;

/** Opens obligations until the disk is full; prints how many were promised, ends with the code. */
final class JournalFiller {
  private JournalFiller() {}

  static void main(String[] args) {
    Journal journal = new Journal(Path.of(args[0]));
    int promised = 0;
    try {
      while (promised < 100) {
        journal.open(
            new Obligation(
                "run/" + promised,
                Instant.EPOCH,
                "node-kill",
                "node-1",
                new Undo("local", "power-on", List.of("node-1")),
                Instant.EPOCH));
        promised++;
      }
    } catch (LabctlException e) {
      System.out.println(promised);
      System.exit(e.exitCode().code());
    }
  }
}

package dev.labctl.chaos;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.Optional;

/**
 * The safety lever: while it is pulled, running experiments stop and undo, and new ones are
 * refused. It is a file in the lab's state, so that pulling it needs neither the lab's lock nor a
 * running labctl.
 */
public final class Lever {
  private final Path file;

  /**
   * @param state the lab's folder
   */
  public Lever(Path state) {
    this.file = state.resolve("halt");
  }

  /** Pulls the lever; a second pull keeps the first one's words. */
  public void halt(String by, Instant at) {
    if (pulled().isPresent()) {
      return;
    }
    try {
      Path fresh = Files.createTempFile(file.toAbsolutePath().getParent(), "halt", "");
      Files.writeString(fresh, by + " at " + at);
      Files.move(fresh, file, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw LabctlException.machine("cannot write " + file + ": " + e.getMessage(), e);
    }
  }

  /** Lets experiments run again; whether it was pulled. */
  public boolean release() {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete " + file + ": " + e.getMessage(), e);
    }
  }

  /** Who pulled it and when; empty when it is not pulled. */
  public Optional<String> pulled() {
    if (!Files.exists(file)) {
      return Optional.empty();
    }
    try {
      return Optional.of(Files.readString(file));
    } catch (IOException e) {
      throw LabctlException.machine("cannot read " + file + ": " + e.getMessage(), e);
    }
  }

  /**
   * For every command that starts an experiment.
   *
   * @throws LabctlException (exit 4) while the lever is pulled
   */
  public void refuseIfPulled() {
    pulled()
        .ifPresent(
            by -> {
              throw LabctlException.of(
                  ExitCode.ABORTED,
                  "experiments are halted ("
                      + by
                      + "); release the lever with 'labctl chaos halt --release'");
            });
  }
}

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
 * The kill switch: while it is on, running experiments stop and undo, and new ones are refused. It
 * is a file in the lab's state, so that turning it on needs neither the lab's lock nor a running
 * labctl.
 */
public final class KillSwitch {
  private final Path file;

  /**
   * @param state the lab's folder
   */
  public KillSwitch(Path state) {
    this.file = state.resolve("halt");
  }

  /** Turns it on; a second time keeps the first one's words. */
  public void halt(String by, Instant at) {
    if (on().isPresent()) {
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

  /** Lets experiments run again; whether it was on. */
  public boolean release() {
    try {
      return Files.deleteIfExists(file);
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete " + file + ": " + e.getMessage(), e);
    }
  }

  /** By whom and when it was turned on; empty when it is off. */
  public Optional<String> on() {
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
   * @throws LabctlException (exit 4) while it is on
   */
  public void refuseIfOn() {
    on().ifPresent(
            by -> {
              throw LabctlException.of(
                  ExitCode.ABORTED,
                  "experiments are halted ("
                      + by
                      + "); release it with 'labctl chaos halt --release'");
            });
  }
}

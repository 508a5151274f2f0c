package dev.labctl.run;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.progress.Progress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * A list of steps in turn, one line each; the exit code is the worst. A step that fails does not
 * keep the later ones from running unless they need it, and the last ones run whatever happened.
 */
public final class Nightly {
  private final Progress progress;
  private final BooleanSupplier interrupted;
  private final List<ExitCode> codes = new ArrayList<>();
  private boolean stopped;

  /**
   * @param interrupted whether a signal asked to end
   */
  public Nightly(Progress progress, BooleanSupplier interrupted) {
    this.progress = progress;
    this.interrupted = interrupted;
  }

  /** How a step ended; {@code words} stand on its line. */
  public record PartEnded(ExitCode exitCode, String words) {}

  /** Does one step's work. */
  @FunctionalInterface
  public interface Work {
    PartEnded run();
  }

  /** A step that the following ones need: when it fails, they are not run. */
  public Nightly needed(String name, Work work) {
    if (run(name, work) != ExitCode.PASS) {
      stopped = true;
    }
    return this;
  }

  /** A step of its own: the following ones run whatever it gives. */
  public Nightly then(String name, Work work) {
    run(name, work);
    return this;
  }

  /** A step that runs in any case, also after an interruption. */
  public Nightly always(String name, Work work) {
    execute(name, work);
    return this;
  }

  /** Counts an outcome that no step of its own had. */
  public void add(ExitCode code) {
    codes.add(code);
  }

  /** The worst of all steps. */
  public ExitCode exitCode() {
    return ExitCode.worst(codes);
  }

  private ExitCode run(String name, Work work) {
    if (stopped || interrupted.getAsBoolean()) {
      progress.warn(name + ": not run, an earlier step failed or the night was interrupted");
      return ExitCode.INCONCLUSIVE;
    }
    return execute(name, work);
  }

  private ExitCode execute(String name, Work work) {
    ExitCode code;
    try (var step = progress.begin(name)) {
      PartEnded outcome = work.run();
      code = outcome.exitCode();
      if (code == ExitCode.PASS) {
        step.done(outcome.words());
      } else {
        progress.warn(name + ": " + outcome.words());
      }
    } catch (LabctlException e) {
      code = e.exitCode();
      progress.warn(name + ": " + e.getMessage());
    }
    codes.add(code);
    return code;
  }
}

package dev.labctl.exit;

import java.util.Comparator;
import java.util.List;

/**
 * The program's exit codes (docs/architecture.md); {@link #worst} orders those of a list of runs.
 */
public enum ExitCode {
  PASS(0),
  FAILED(1),
  USAGE(2),
  MACHINE(3),
  ABORTED(4),
  INCONCLUSIVE(5),
  UNDO_FAILED(6),
  INTERRUPTED(130);

  private static final List<ExitCode> WORST_FIRST =
      List.of(UNDO_FAILED, INTERRUPTED, ABORTED, FAILED, INCONCLUSIVE, MACHINE, USAGE, PASS);

  private final int code;

  ExitCode(int code) {
    this.code = code;
  }

  /** The number given to the operating system. */
  public int code() {
    return code;
  }

  /** The worst of {@code codes}; {@link #PASS} for none. */
  public static ExitCode worst(List<ExitCode> codes) {
    return codes.stream().min(Comparator.comparingInt(WORST_FIRST::indexOf)).orElse(PASS);
  }
}

package dev.labctl.exit;

import org.jspecify.annotations.Nullable;

/**
 * What ends a command. The message is for the user: what happened, the actual value, the rule, the
 * next step; it is printed without a stack trace unless {@code --debug} is given.
 */
public final class LabctlException extends RuntimeException {
  private static final long serialVersionUID = 1L;
  private final ExitCode exitCode;

  private LabctlException(ExitCode exitCode, String message, @Nullable Throwable cause) {
    super(message, cause);
    this.exitCode = exitCode;
  }

  /** Wrong arguments or an invalid file (exit 2). */
  public static LabctlException usage(String message) {
    return new LabctlException(ExitCode.USAGE, message, null);
  }

  /** This machine lacks something that the command needs (exit 3). */
  public static LabctlException machine(String message) {
    return new LabctlException(ExitCode.MACHINE, message, null);
  }

  /** As {@link #machine(String)}, with what led to it. */
  public static LabctlException machine(String message, Throwable cause) {
    return new LabctlException(ExitCode.MACHINE, message, cause);
  }

  /** Any other end of a command. */
  public static LabctlException of(ExitCode exitCode, String message) {
    return new LabctlException(exitCode, message, null);
  }

  /** As {@link #of(ExitCode, String)}, with what led to it. */
  public static LabctlException of(ExitCode exitCode, String message, Throwable cause) {
    return new LabctlException(exitCode, message, cause);
  }

  /** The exit code of the program. */
  public ExitCode exitCode() {
    return exitCode;
  }
}

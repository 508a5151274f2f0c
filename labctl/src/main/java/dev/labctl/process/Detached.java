package dev.labctl.process;

import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** Starts a program that outlives labctl: its own session, no terminal, no pipe to us. */
public final class Detached {
  private Detached() {}

  /**
   * @param arguments program and arguments; never a secret, other users can read them
   * @param folder its working folder
   * @param log what it prints is appended there
   * @return its process id
   * @throws LabctlException (exit 3) when it cannot start
   */
  public static long start(List<String> arguments, Path folder, Path log) {
    var builder =
        Command.builder(arguments, Map.of())
            .directory(folder.toFile())
            .redirectInput(Redirect.from(Path.of("/dev/null").toFile()))
            .redirectOutput(Redirect.appendTo(log.toFile()))
            .redirectErrorStream(true);
    try {
      return builder.start().pid();
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot start %s: %s; see 'labctl doctor'".formatted(arguments.getFirst(), e), e);
    }
  }
}

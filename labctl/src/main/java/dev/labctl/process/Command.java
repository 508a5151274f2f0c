package dev.labctl.process;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/**
 * A program that runs and ends. It runs in a session of its own, so that Ctrl-C reaches labctl
 * alone and an undo can still use it.
 *
 * @param arguments program and arguments; never a secret, other users can read them
 * @param environment added to labctl's own
 * @param input given on standard input
 */
public record Command(List<String> arguments, Map<String, String> environment, String input) {
  public Command {
    arguments = List.copyOf(arguments);
    environment = Map.copyOf(environment);
  }

  /** A command without input. */
  public static Command of(String... arguments) {
    return new Command(List.of(arguments), Map.of(), "");
  }

  /** A command without input. */
  public static Command of(List<String> arguments) {
    return new Command(arguments, Map.of(), "");
  }

  /** The same with one more environment variable. */
  public Command with(String name, String value) {
    Map<String, String> more = new TreeMap<>(environment);
    more.put(name, value);
    return new Command(arguments, more, input);
  }

  /** The same with this standard input. */
  public Command withInput(String text) {
    return new Command(arguments, environment, text);
  }

  /**
   * Runs it to its end.
   *
   * @throws LabctlException (exit 3) when it cannot start or has not ended in time; it is then
   *     killed
   */
  public Result run(Duration limit) {
    Process process;
    try {
      process = builder(arguments, environment).start();
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot start %s: %s; see 'labctl doctor'".formatted(arguments.getFirst(), e), e);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    OutputReader outReader = reading(process.getInputStream(), out);
    OutputReader errReader = reading(process.getErrorStream(), err);
    // On a thread of its own: a program that does not read would keep us here.
    Thread.ofVirtual().start(() -> give(process.getOutputStream()));
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw LabctlException.machine(
            "%s: not ended within %d ms; killed".formatted(arguments, limit.toMillis()));
      }
      outReader.awaitEnd(arguments.getFirst());
      errReader.awaitEnd(arguments.getFirst());
      return new Result(arguments, process.exitValue(), text(out), text(err));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LabctlException.of(ExitCode.INTERRUPTED, "interrupted", e);
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }

  /** A program that ends without reading all of it says why by its exit code and message. */
  @SuppressWarnings("EmptyCatch")
  private void give(OutputStream stdin) {
    try (stdin) {
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
    } catch (IOException notRead) {
      // See above.
    }
  }

  /** Starts the program in its own session; the only place that makes a process. */
  static ProcessBuilder builder(List<String> arguments, Map<String, String> environment) {
    List<String> line = new ArrayList<>(List.of("setsid"));
    line.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(line);
    builder.environment().putAll(environment);
    return builder;
  }

  private static OutputReader reading(InputStream stream, ByteArrayOutputStream bytes) {
    byte[] piece = new byte[8192];
    return OutputReader.start(
        () -> {
          int length = stream.read(piece);
          if (length < 0) {
            stream.close();
            return false;
          }
          bytes.write(piece, 0, length);
          return true;
        });
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** How it ended. */
  public record Result(List<String> arguments, int exit, String out, String err) {
    public Result {
      arguments = List.copyOf(arguments);
    }

    /**
     * Itself, when it succeeded.
     *
     * @throws LabctlException (exit 3) with what it printed, when its exit code is not 0
     */
    public Result orThrow() {
      if (exit != 0) {
        String said = (err.isBlank() ? out : err).strip();
        throw LabctlException.machine(
            "%s ended with exit code %d, not 0: %s"
                .formatted(String.join(" ", arguments), exit, said));
      }
      return this;
    }
  }
}

package dev.labctl.process;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * A program that runs beside labctl, in a session of its own: it is told things on its standard
 * input and says things on its standard output. Closing it closes its input, gives it a grace and
 * then kills it.
 */
public final class Child implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);

  private final List<String> arguments;
  private final Process process;
  private final Thread reader;

  private Child(List<String> arguments, Process process, Consumer<String> lines) {
    this.arguments = List.copyOf(arguments);
    this.process = process;
    this.reader = Thread.ofVirtual().start(() -> read(lines));
  }

  /**
   * Starts it.
   *
   * @param environment added to labctl's own
   * @param errors its standard error is appended there
   * @param lines called with every line of its standard output, on a thread of its own
   * @throws LabctlException (exit 3) when it cannot start
   */
  public static Child start(
      List<String> arguments,
      Map<String, String> environment,
      Path errors,
      Consumer<String> lines) {
    ProcessBuilder builder = Command.builder(arguments, environment);
    builder.redirectError(Redirect.appendTo(errors.toFile()));
    try {
      return new Child(arguments, builder.start(), lines);
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot start %s: %s; see 'labctl doctor'".formatted(arguments.getFirst(), e), e);
    }
  }

  /** The operating system's number for it. */
  public long pid() {
    return process.pid();
  }

  /** Whether it has not ended yet. */
  public boolean alive() {
    return process.isAlive();
  }

  /**
   * Writes one line to its standard input.
   *
   * @throws LabctlException (exit 3) when it no longer reads
   */
  public void tell(String line) {
    try {
      Writer writer = process.outputWriter(StandardCharsets.UTF_8);
      writer.write(line + "\n");
      writer.flush();
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot tell %s '%s': it no longer reads; its log says why"
              .formatted(arguments.getFirst(), line),
          e);
    }
  }

  /** Its exit code, empty when it has not ended within {@code limit}. All its lines were given. */
  public OptionalInt exit(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return OptionalInt.empty();
      }
      reader.join();
      return OptionalInt.of(process.exitValue());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LabctlException.of(ExitCode.INTERRUPTED, "interrupted", e);
    }
  }

  @Override
  public void close() {
    try {
      process.outputWriter(StandardCharsets.UTF_8).close();
      if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        process.destroyForcibly();
      }
    } catch (IOException e) {
      // Its input is gone because it has ended, or never will be read: kill what is left.
      process.destroyForcibly();
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }

  private void read(Consumer<String> lines) {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        lines.accept(line);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading the output of " + arguments.getFirst(), e);
    }
  }
}

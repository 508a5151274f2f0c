package dev.labctl.process;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;

/**
 * A program that runs beside labctl, in a session of its own: it is told things on its standard
 * input and says things on its standard output. Closing it closes its input, gives it a grace and
 * then kills it.
 */
public final class Child implements AutoCloseable {
  private static final Duration GRACE = Duration.ofSeconds(10);
  private static final Duration READS_WITHIN = Duration.ofSeconds(5);

  private final List<String> arguments;
  private final Process process;
  private final OutputReader reader;

  private Child(List<String> arguments, Process process, Consumer<String> lines) {
    this.arguments = List.copyOf(arguments);
    this.process = process;
    BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
    this.reader =
        OutputReader.start(
            () -> {
              String line = output.readLine();
              if (line != null) {
                lines.accept(line);
              }
              return line != null;
            });
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
    input(
        "tell it '%s'".formatted(line.length() > 80 ? line.substring(0, 80) + "…" : line),
        writer -> {
          writer.write(line + "\n");
          writer.flush();
        });
  }

  @FunctionalInterface
  private interface Use {
    void on(Writer input) throws IOException;
  }

  /** On a thread of its own: a program that does not read would keep us here. */
  private void input(String what, Use use) {
    FutureTask<Boolean> task =
        new FutureTask<>(
            () -> {
              use.on(process.outputWriter(StandardCharsets.UTF_8));
              return true;
            });
    Thread.ofVirtual().start(task);
    try {
      task.get(READS_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw cannot(what, "it no longer reads", e);
    } catch (TimeoutException e) {
      throw cannot(what, "it does not read", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LabctlException.of(ExitCode.INTERRUPTED, "interrupted", e);
    }
  }

  private LabctlException cannot(String what, String why, Exception e) {
    return LabctlException.machine(
        "%s: cannot %s: %s; its log says more".formatted(arguments.getFirst(), what, why), e);
  }

  /** Its exit code, empty when it has not ended within {@code limit}. All its lines were given. */
  public OptionalInt exit(Duration limit) {
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        return OptionalInt.empty();
      }
      reader.awaitEnd(arguments.getFirst());
      return OptionalInt.of(process.exitValue());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LabctlException.of(ExitCode.INTERRUPTED, "interrupted", e);
    }
  }

  @Override
  public void close() {
    try {
      input("close its input", Writer::close);
      if (process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
    } catch (LabctlException e) {
      // Its input is gone because it has ended, or never will be read: end what is left.
      process.destroyForcibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    end();
  }

  private void end() {
    boolean interrupted = Thread.interrupted();
    try {
      process.destroyForcibly().waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      interrupted = true;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}

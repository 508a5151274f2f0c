package dev.labctl.shortener.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A process of ours that can be frozen, thawed and killed together with its children. */
public final class Child implements AutoCloseable {
  private final Process process;

  private Child(Process process) {
    this.process = process;
  }

  /** Starts a command with its output in a file. */
  public static Child start(Path log, List<String> command) {
    try {
      return new Child(
          new ProcessBuilder(command)
              .directory(log.getParent().toFile())
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
              .start());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command to its end, which must be a good one. */
  public static void run(Path log, List<String> command) {
    Child child = start(log, command);
    int exitCode = child.await(120);
    if (exitCode != 0) {
      throw new AssertionError(command + " exited with " + exitCode + ", see " + log);
    }
  }

  public Process process() {
    return process;
  }

  public void freeze() {
    signal("STOP");
  }

  public void thaw() {
    signal("CONT");
  }

  /** SIGKILL to the process and its children. */
  public void kill() {
    tree().forEach(ProcessHandle::destroyForcibly);
    await(60);
  }

  /** Waits for the end; the exit code. */
  public int await(int seconds) {
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new AssertionError(process.info() + " still runs after " + seconds + " s");
      }
      return process.exitValue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private List<ProcessHandle> tree() {
    return Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
  }

  private void signal(String name) {
    List<String> command = new ArrayList<>(List.of("kill", "-" + name));
    tree().forEach(p -> command.add(Long.toString(p.pid())));
    try {
      new ProcessBuilder(command).inheritIO().start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public void close() {
    kill();
  }
}

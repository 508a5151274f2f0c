package dev.labctl.gatling;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The lines that labctl writes on standard input: {@code start <epochMillis>}, {@code phase <name>
 * <epochMillis>}, {@code stop}. The end of the stream means that labctl is gone: it stops too.
 */
final class Control {
  private static final Pattern START = Pattern.compile("start ([0-9]{13})");
  private static final Pattern PHASE =
      Pattern.compile("phase ([A-Za-z0-9:._-]{1,100}) ([0-9]{13})");

  private record PhaseStart(String name, long epochMillis) {}

  private final LongFunction<LoadRun> starter;
  private final CompletableFuture<Optional<LoadRun>> started = new CompletableFuture<>();
  private final List<PhaseStart> early = new ArrayList<>();

  /**
   * @param starter makes the run from T0
   */
  Control(LongFunction<LoadRun> starter) {
    this.starter = starter;
  }

  /** Reads lines in a thread of its own until the input ends. */
  void follow(BufferedReader input) {
    Thread.ofPlatform().daemon().name("control").start(() -> read(input));
  }

  /** The run, once it has been started. */
  Optional<LoadRun> started() {
    return started.getNow(Optional.empty());
  }

  /** Whether there is nothing to wait for: started, or stopped before that. */
  boolean isDecided() {
    return started.isDone();
  }

  private void read(BufferedReader input) {
    try {
      for (String line = input.readLine(); line != null; line = input.readLine()) {
        accept(line.strip());
      }
    } catch (IOException e) {
      System.err.println("gatling: reading the control input failed (" + e + "); stopping");
    } finally {
      stop();
    }
  }

  void accept(String line) {
    Matcher start = START.matcher(line);
    Matcher phase = PHASE.matcher(line);
    if (start.matches()) {
      start(Long.parseLong(start.group(1)));
    } else if (phase.matches()) {
      phase(new PhaseStart(phase.group(1), Long.parseLong(phase.group(2))));
    } else if (line.equals("stop")) {
      stop();
    } else {
      System.err.println(
          "gatling: control line \""
              + line
              + "\" is not \"start <epochMillis>\", \"phase <name> <epochMillis>\" or"
              + " \"stop\" (13 digits of milliseconds); ignored");
    }
  }

  private void start(long t0EpochMillis) {
    if (started.isDone()) {
      System.err.println("gatling: a second start is ignored; T0 is fixed once");
      return;
    }
    LoadRun run = starter.apply(t0EpochMillis);
    early.forEach(phase -> run.startPhase(phase.name(), phase.epochMillis()));
    started.complete(Optional.of(run));
  }

  private void phase(PhaseStart phase) {
    Optional<LoadRun> run = started.getNow(Optional.empty());
    run.ifPresentOrElse(
        known -> known.startPhase(phase.name(), phase.epochMillis()), () -> early.add(phase));
  }

  private void stop() {
    if (!started.complete(Optional.empty())) {
      started.join().ifPresent(LoadRun::stop);
    }
  }
}

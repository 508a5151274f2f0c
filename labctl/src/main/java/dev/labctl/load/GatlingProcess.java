package dev.labctl.load;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.process.Await;
import dev.labctl.process.Child;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;

/**
 * One run of Gatling in its own JVM. It is spoken to on its standard input and ends when that is
 * closed, so that it cannot outlive labctl.
 */
public final class GatlingProcess implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(50);
  private static final String DONE = "DONE ";

  private final Path log;
  private final Child child;
  private volatile boolean ready;
  private volatile @Nullable Totals totals;
  private volatile String lastLine = "nothing";

  /** Starts any program that speaks the generator's protocol. */
  GatlingProcess(List<String> command, Path log) {
    this.log = log;
    this.child = Child.start(command, Map.of(), log, this::heard);
  }

  /**
   * Starts it; it then waits for {@link #begin}.
   *
   * @param jar the generator's jar, its libraries in {@code lib/} beside it
   * @param log gets what it has to say
   * @throws LabctlException (exit 3) when the jar is not there
   */
  public static GatlingProcess start(Path jar, PlanFolder plan, Path log) {
    if (!Files.isRegularFile(jar)) {
      throw LabctlException.machine(
          "no load generator at %s; build it with 'mvn package' or start labctl with bin/labctl"
              .formatted(jar));
    }
    List<String> command =
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx256m",
            "-XX:+UseSerialGC",
            "-jar",
            jar.toString(),
            plan.plan().toString());
    return new GatlingProcess(command, log);
  }

  /** What it counted, without the warm-up. */
  public record Totals(long offered, long achieved, long dropped, long failed) {}

  /**
   * How it ended.
   *
   * @param totals null when it ended without saying them
   */
  public record GatlingEnd(int exitCode, @Nullable Totals totals) {}

  /**
   * Returns when its metrics can be scraped and it waits for T0.
   *
   * @throws LabctlException (exit 5) when it is not ready in time or has ended
   */
  public void awaitReady(Duration limit) {
    String state =
        Await.until(
            "Gatling ready",
            limit,
            POLL,
            ExitCode.INCONCLUSIVE,
            this::state,
            s -> !s.equals("starting"));
    if (!state.equals("ready")) {
      throw LabctlException.of(
          ExitCode.INCONCLUSIVE,
          "Gatling ended before it was ready, it last said: %s; see %s".formatted(lastLine, log));
    }
  }

  private String state() {
    // Asked for its exit code, not whether it lives: with that every line of its has been heard.
    boolean ended = child.exit(Duration.ZERO).isPresent();
    if (ready) {
      return "ready";
    }
    return ended ? "ended" : "starting";
  }

  /** Sets T0; the warm-up fills the plan's seconds before it, so give it that much time ahead. */
  public void begin(Instant t0) {
    child.tell("start " + t0.toEpochMilli());
  }

  /** Arrivals due at or after {@code at} belong to the phase; say it 100 ms ahead or more. */
  public void phase(String name, Instant at) {
    child.tell("phase " + name + " " + at.toEpochMilli());
  }

  /** Ends the load early; what it counted so far is kept. */
  public void stop() {
    child.tell("stop");
  }

  /** Whether it has not ended yet. */
  public boolean alive() {
    return child.alive();
  }

  /** The operating system's number for it. */
  public long pid() {
    return child.pid();
  }

  /** How it ended. */
  public GatlingEnd awaitEnd(Duration limit) {
    OptionalInt exit = child.exit(limit);
    if (exit.isEmpty()) {
      throw LabctlException.of(
          ExitCode.INCONCLUSIVE,
          "Gatling has not ended within %d s, it last said: %s; see %s"
              .formatted(limit.toSeconds(), lastLine, log));
    }
    return new GatlingEnd(exit.getAsInt(), totals);
  }

  /** Closes its input, at which it ends; kills it after a grace. */
  @Override
  public void close() {
    child.close();
  }

  private void heard(String line) {
    lastLine = line;
    if (line.equals("READY")) {
      ready = true;
    } else if (line.startsWith(DONE)) {
      try {
        totals = Json.lines().readValue(line.substring(DONE.length()), Totals.class);
      } catch (JacksonException e) {
        // Without totals the run is inconclusive; lastLine keeps what it said.
        totals = null;
      }
    }
  }
}

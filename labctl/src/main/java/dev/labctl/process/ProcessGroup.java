package dev.labctl.process;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.process.ProcFs.Stat;
import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Processes that are stopped, continued or ended together. They fork while that is done, so each
 * action looks again until what it wanted is so, and fails when it is not in time.
 *
 * @param name for people
 * @param now the processes that belong to it at the moment
 */
public record ProcessGroup(ProcFs proc, String name, Supplier<List<Stat>> now) {
  /** One of some hundred processes waits for its disk, on a machine that is busy. */
  private static final Duration WITHIN = Duration.ofSeconds(15);

  private static final Duration POLL = Duration.ofMillis(10);

  /**
   * Stops all, those included that start while it does so.
   *
   * @throws LabctlException (exit 3) when one still runs at the deadline
   */
  public void freeze() {
    until(
        "freezing",
        () -> {
          List<Stat> running = stop();
          // What forked in the instant of its parent's stop is seen by a look that begins after it.
          return running.isEmpty() ? stop() : running;
        });
  }

  /** Sends one stop to all that run, and returns which they are. */
  private List<Stat> stop() {
    List<Stat> running = now.get().stream().filter(s -> !proc.held(s)).toList();
    Signal.STOP.send(proc, identities(running));
    return running;
  }

  /**
   * Ends all at once: stopped first, so that nothing restarts what dies.
   *
   * @param first the processes that are killed before the others
   * @throws LabctlException (exit 3) when one is left at the deadline
   */
  public void kill(Predicate<Stat> first) {
    until(
        "killing",
        () -> {
          stop();
          List<Stat> left =
              now.get().stream().sorted(Comparator.comparing((Stat s) -> !first.test(s))).toList();
          Signal.KILL.send(proc, identities(left));
          return left;
        });
  }

  /**
   * Continues whatever is stopped, until nothing is.
   *
   * @param recorded others, known from before
   * @throws LabctlException (exit 3) when something is still stopped at the deadline
   */
  public void thaw(Collection<Identity> recorded) {
    until(
        "thawing",
        () -> {
          List<Stat> stopped =
              Stream.concat(
                      recorded.stream().map(proc::stat).flatMap(Optional::stream),
                      now.get().stream())
                  .distinct()
                  .filter(proc::stoppedSoon)
                  .toList();
          Signal.CONT.send(proc, identities(stopped));
          return stopped;
        });
  }

  /** Waits until all of it are as they should be. */
  public void await(String what, Predicate<List<Stat>> wanted) {
    Await.until("%s: %s".formatted(name, what), WITHIN, POLL, ExitCode.MACHINE, now, wanted);
  }

  private void until(String what, Supplier<List<Stat>> left) {
    Await.until(what + " " + name, WITHIN, POLL, ExitCode.MACHINE, left, List::isEmpty);
  }

  private static List<Identity> identities(List<Stat> stats) {
    return stats.stream().map(Stat::identity).toList();
  }
}

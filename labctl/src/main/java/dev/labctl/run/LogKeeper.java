package dev.labctl.run;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Member;
import dev.labctl.lab.Platform;
import dev.labctl.report.model.Report.FailingInstance;
import dev.labctl.timeline.Event;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps what each member logged around each fault; of a run without faults, the whole run. A
 * member's file is there even when it said nothing.
 */
final class LogKeeper {
  private static final Duration BEFORE = Duration.ofSeconds(2);
  private static final Duration AFTER = Duration.ofSeconds(15);
  private static final Duration BEGINNING = Duration.ofSeconds(30);
  private final Platform platform;

  LogKeeper(Platform platform) {
    this.platform = platform;
  }

  private record Window(String title, Instant from, Instant to) {}

  /**
   * Keeps them.
   *
   * @param failing instances that failed alone, of which the beginning is kept whenever it was
   */
  void keep(List<Event> timeline, List<FailingInstance> failing, Path folder) {
    List<Window> windows = windows(timeline);
    for (Member member : platform.lab().members()) {
      List<String> lines = new ArrayList<>();
      List<Window> own = new ArrayList<>(windows);
      failing.stream()
          .filter(f -> f.instance().equals(member.name()))
          .map(LogKeeper::beginning)
          .forEach(own::add);
      for (Window window : own) {
        lines.add("== %s: %s to %s".formatted(window.title(), window.from(), window.to()));
        lines.addAll(log(member, window));
      }
      Path file = folder.resolve(member.name() + ".log");
      try {
        Files.write(file, lines);
      } catch (IOException e) {
        throw LabctlException.machine(
            "cannot write " + file + ": " + e.getMessage() + "; free disk space", e);
      }
    }
  }

  private static Window beginning(FailingInstance failing) {
    return new Window("it failed", failing.from().minus(BEFORE), failing.from().plus(BEGINNING));
  }

  /** A member whose node is away has no log to give: that is said, and the rest is kept. */
  private List<String> log(Member member, Window window) {
    try {
      return platform.log(member, window.from(), window.to());
    } catch (LabctlException e) {
      if (e.exitCode() == ExitCode.INTERRUPTED) {
        throw e;
      }
      return List.of("no log: " + e.getMessage());
    }
  }

  private static List<Window> windows(List<Event> timeline) {
    Instant end = timeline.getLast().at();
    List<Window> windows = new ArrayList<>();
    for (Event event : timeline) {
      if (event instanceof Event.FaultInjected injected) {
        Instant undone = undone(timeline, injected.fault(), end);
        windows.add(new Window(injected.fault(), injected.at().minus(BEFORE), undone.plus(AFTER)));
      }
    }
    return windows.isEmpty() ? List.of(new Window("run", timeline.getFirst().at(), end)) : windows;
  }

  private static Instant undone(List<Event> timeline, String fault, Instant otherwise) {
    return timeline.stream()
        .filter(e -> e instanceof Event.FaultUndone u && u.fault().equals(fault))
        .map(Event::at)
        .findFirst()
        .orElse(otherwise);
  }
}

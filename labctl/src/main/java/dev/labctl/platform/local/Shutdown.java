package dev.labctl.platform.local;

import dev.labctl.component.Components;
import dev.labctl.component.local.StopOrder;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Redundancy;
import dev.labctl.process.ProcFs;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.ProgressStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Stops a lab in order, and forgets its data when asked to. */
final class Shutdown {
  private static final Duration STOP = Duration.ofSeconds(20);

  private final Layout layout;
  private final Components components;
  private final Supervisor supervisor;
  private final NodeProcesses processes;
  private final Supplier<List<MemberState>> states;

  /**
   * @param states asks every member; none when the lab has never been up
   */
  Shutdown(
      Layout layout,
      Components components,
      Supervisor supervisor,
      NodeProcesses processes,
      Supplier<List<MemberState>> states) {
    this.layout = layout;
    this.components = components;
    this.supervisor = supervisor;
    this.processes = processes;
    this.states = states;
  }

  void down(boolean purge, Progress progress) {
    Lab lab = layout.lab();
    if (processes.running()) {
      try (ProgressStep step = progress.begin("Stopping the lab")) {
        lab.everyNode().forEach(n -> processes.thaw(n, List.of()));
        stopInOrder();
        // runit itself, and whatever did not obey.
        lab.everyNode().forEach(processes::kill);
        nothingLeft();
        step.done("nothing is left running");
      }
    }
    if (purge) {
      purge(progress);
    }
  }

  /**
   * @throws LabctlException (exit 3) naming the processes of the lab that are on none of its nodes
   */
  private void nothingLeft() {
    List<ProcFs.Stat> left = processes.all();
    if (!left.isEmpty()) {
      throw LabctlException.machine(
          "%d processes of this lab are on no node of its cluster file and still run: %s; end them with 'kill', then try again; nothing was deleted"
              .formatted(
                  left.size(),
                  left.stream()
                      .map(s -> s.identity().pid() + " (" + s.name() + ")")
                      .collect(Collectors.joining(", "))));
    }
  }

  private void stopInOrder() {
    List<Member> all = layout.lab().members();
    List<MemberState> seen = states.get();
    Set<Member> leaders =
        layout.lab().components().stream()
            .flatMap(c -> Redundancy.leaders(c, seen).stream())
            .collect(Collectors.toSet());
    // Told to go, not waited for: an instance drains for seconds while Postgres stops.
    supervisor.control("down", where(all, is(StopOrder.FIRST)), Duration.ZERO);
    supervisor.control(
        "stop", where(all, is(StopOrder.LEADER_LAST).and(m -> !leaders.contains(m))), STOP);
    supervisor.control("stop", where(all, is(StopOrder.LEADER_LAST)), STOP);
    supervisor.control("stop", where(all, is(StopOrder.KILLED).negate()), STOP);
  }

  private Predicate<Member> is(StopOrder order) {
    return m -> components.of(m).local().stopped() == order;
  }

  private void purge(Progress progress) {
    try (ProgressStep step = progress.begin("Forgetting data and passwords")) {
      delete(layout.data());
      Path link = layout.lab().state().resolve("data");
      if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(link);
      }
      step.done("");
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete the lab's data: " + e, e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private static List<Member> where(List<Member> members, Predicate<Member> filter) {
    return members.stream().filter(filter).toList();
  }
}

package dev.labctl.platform.local;

import dev.labctl.exit.ExitCode;
import dev.labctl.lab.Node;
import dev.labctl.process.Await;
import dev.labctl.process.Identity;
import dev.labctl.process.ProcFs;
import dev.labctl.process.ProcFs.Stat;
import dev.labctl.process.Signal;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * The processes of one node: those whose environment has the node's mark, their descendants, and
 * those that wiped their environment to show a title (as Postgres does) but work in the node's
 * folder. A mark counts by the lab's id or by the lab's folder, however that was spelled when the
 * process was started.
 */
final class NodeProcesses {
  /** The variable that marks a process: its value is the lab's id, a slash and the node's name. */
  static final String MARK = "LABCTL_NODE";

  private final ProcFs proc;
  private final Layout layout;

  NodeProcesses(ProcFs proc, Layout layout) {
    this.proc = proc;
    this.layout = layout;
  }

  List<Stat> of(Node node) {
    return family(stat -> belongs(stat, "/" + node.name(), layout.node(node)));
  }

  /** Every process of the lab, also those of a node that its cluster file no longer has. */
  List<Stat> all() {
    return family(stat -> belongs(stat, "", layout.data()));
  }

  /** Whom the test accepts, and their descendants. */
  private List<Stat> family(Predicate<Stat> founder) {
    List<Stat> all = proc.all();
    Set<Long> found = new HashSet<>();
    for (Stat stat : all) {
      if (founder.test(stat)) {
        found.add(stat.identity().pid());
      }
    }
    boolean grew = !found.isEmpty();
    while (grew) {
      grew = false;
      for (Stat stat : all) {
        grew |= found.contains(stat.parent()) && found.add(stat.identity().pid());
      }
    }
    return all.stream().filter(s -> found.contains(s.identity().pid())).toList();
  }

  /** Whether anything of the lab runs. */
  boolean running() {
    return !all().isEmpty();
  }

  /** The supervisor of the node, when it runs. */
  Optional<Stat> supervisor(Node node) {
    return of(node).stream().filter(s -> s.name().equals("runsvdir")).findFirst();
  }

  /** Stops all, those included that start while it does so. */
  List<Identity> freeze(Node node) {
    return Await.until(
                "freezing " + node.name(),
                Duration.ofSeconds(5),
                Duration.ofMillis(5),
                ExitCode.MACHINE,
                () -> {
                  List<Stat> running = of(node).stream().filter(s -> !s.stopped()).toList();
                  Signal.STOP.send(proc, identities(running));
                  return running;
                },
                List::isEmpty)
            .isEmpty()
        ? identities(of(node))
        : List.of();
  }

  /** Ends all at once: stopped first, so that nothing restarts what dies. */
  void kill(Node node) {
    freeze(node);
    Await.until(
        "killing " + node.name(),
        Duration.ofSeconds(5),
        Duration.ofMillis(10),
        ExitCode.MACHINE,
        () -> {
          List<Stat> left = of(node);
          Signal.KILL.send(proc, identities(left));
          return left;
        },
        List::isEmpty);
  }

  void thaw(Node node, Collection<Identity> recorded) {
    List<Identity> all = new ArrayList<>(recorded);
    all.addAll(identities(of(node)));
    Signal.CONT.send(proc, new HashSet<>(all));
  }

  static List<Identity> identities(List<Stat> stats) {
    return stats.stream().map(Stat::identity).toList();
  }

  /**
   * @param node how the mark's value ends
   * @param folder where a process works that has wiped its mark
   */
  private boolean belongs(Stat stat, String node, Path folder) {
    long pid = stat.identity().pid();
    Optional<String> environment = proc.environment(pid);
    if (environment.isEmpty()) {
      return false;
    }
    List<String> variables = List.of(environment.get().split("\0"));
    Optional<String> mark = value(variables, MARK);
    if (mark.isEmpty()) {
      boolean wiped = value(variables, "PATH").isEmpty();
      return wiped && worksIn(pid, folder);
    }
    return mark.get().endsWith(node)
        && (mark.get().startsWith(layout.id() + "/")
            || worksIn(pid, layout.data())
            || value(variables, "HOME").filter(this::isData).isPresent());
  }

  private static Optional<String> value(List<String> variables, String name) {
    return variables.stream()
        .filter(v -> v.startsWith(name + "="))
        .findFirst()
        .map(v -> v.substring(name.length() + 1));
  }

  private boolean worksIn(long pid, Path folder) {
    return proc.folder(pid).filter(f -> f.startsWith(folder)).isPresent();
  }

  /** The home of every member is the lab's data folder. */
  private boolean isData(String home) {
    try {
      return Files.isDirectory(layout.data())
          && Files.isDirectory(Path.of(home))
          && Files.isSameFile(Path.of(home), layout.data());
    } catch (IOException | InvalidPathException e) {
      return false;
    }
  }
}

package dev.labctl.platform.local;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Node;
import dev.labctl.process.Identity;
import dev.labctl.process.ProcFs;
import dev.labctl.process.ProcFs.Stat;
import dev.labctl.process.ProcessGroup;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
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

  private static final String SUPERVISOR = "runsvdir";

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
  List<Stat> family(Predicate<Stat> founder) {
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
    return of(node).stream().filter(this::supervises).findFirst();
  }

  /** Stops all of the node, those included that start while it does so. */
  void freeze(Node node) {
    group(node).freeze();
  }

  /**
   * Ends all of the node at once. The supervisor is the first to die: as long as it lives,
   * everything of the node does.
   */
  void kill(Node node) {
    group(node).kill(this::supervises);
  }

  /**
   * Has the node run: its supervisor lives and nothing of it is stopped. A node on which something
   * is stopped was about to be killed and is not whole any more, so that is brought to its end
   * first.
   *
   * @param start starts the supervisor
   * @throws LabctlException (exit 3) when it does not run so at the deadline
   */
  void powerOn(Node node, Runnable start) {
    if (supervisor(node).isEmpty() || of(node).stream().anyMatch(proc::stoppedSoon)) {
      // Leftovers without a supervisor would hold the ports.
      kill(node);
      start.run();
    }
    group(node)
        .await(
            "its supervisor lives and nothing of it is stopped",
            all ->
                all.stream().anyMatch(this::supervises)
                    && all.stream().noneMatch(proc::stoppedSoon));
  }

  /**
   * Continues whatever of the node is stopped, until nothing is.
   *
   * @param recorded what was found before it was frozen
   */
  void thaw(Node node, Collection<Identity> recorded) {
    group(node).thaw(recorded);
  }

  private ProcessGroup group(Node node) {
    return new ProcessGroup(proc, node.name(), () -> of(node));
  }

  private boolean supervises(Stat stat) {
    return stat.name().equals(SUPERVISOR);
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

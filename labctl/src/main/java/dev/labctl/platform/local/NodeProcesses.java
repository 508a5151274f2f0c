package dev.labctl.platform.local;

import dev.labctl.exit.ExitCode;
import dev.labctl.lab.Node;
import dev.labctl.process.Await;
import dev.labctl.process.Identity;
import dev.labctl.process.ProcFs;
import dev.labctl.process.ProcFs.Stat;
import dev.labctl.process.Signal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The processes of one node: those whose environment has the node's mark, their descendants, and
 * those that wiped their environment to show a title (as Postgres does) but work in the node's
 * folder.
 */
final class NodeProcesses {
  private final ProcFs proc;
  private final Layout layout;

  NodeProcesses(ProcFs proc, Layout layout) {
    this.proc = proc;
    this.layout = layout;
  }

  List<Stat> of(Node node) {
    List<Stat> all = proc.all();
    Set<Long> found = new HashSet<>();
    for (Stat stat : all) {
      if (belongs(stat, node)) {
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
    return layout.lab().everyNode().stream().anyMatch(n -> !of(n).isEmpty());
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

  private boolean belongs(Stat stat, Node node) {
    long pid = stat.identity().pid();
    Optional<String> environment = proc.environment(pid);
    if (environment.isEmpty()) {
      return false;
    }
    String text = environment.get();
    if (("\0" + text + "\0").contains("\0" + layout.mark(node) + "\0")) {
      return true;
    }
    boolean wiped = !text.contains("PATH=");
    return wiped && proc.folder(pid).filter(f -> f.startsWith(layout.node(node))).isPresent();
  }
}

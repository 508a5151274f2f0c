package dev.labctl.platform.local;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Change;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Node;
import dev.labctl.lab.NodePower;
import dev.labctl.platform.Undos;
import dev.labctl.platform.Undos.UndoKind;
import dev.labctl.process.Identity;
import java.util.ArrayList;
import java.util.List;

/** The power of nodes, each of which is a supervisor and its processes. */
final class LocalNodePower implements NodePower {
  private final Lab lab;
  private final NodeProcesses processes;
  private final UndoKind on;
  private final UndoKind thaw;

  LocalNodePower(Lab lab, NodeProcesses processes, Supervisor supervisor, Undos undos) {
    this.lab = lab;
    this.processes = processes;
    this.on =
        undos.kind(
            "power-on",
            of -> {
              Node node = lab.node(of.getFirst());
              processes.powerOn(node, () -> supervisor.start(node));
            });
    this.thaw =
        undos.kind(
            "thaw",
            of ->
                processes.thaw(
                    lab.node(of.getFirst()), of.stream().skip(1).map(Identity::parse).toList()));
  }

  /** Continues a node's processes: the node, then those known, as {@code pid@start}. */
  UndoKind thaw() {
    return thaw;
  }

  @Override
  public Change off(Node node) {
    refuseEdge(node);
    return Change.of(on.promise(node.name()), () -> processes.kill(node));
  }

  @Override
  public Change freeze(Node node) {
    refuseEdge(node);
    List<String> promise = new ArrayList<>(List.of(node.name()));
    processes.of(node).forEach(s -> promise.add(s.identity().toString()));
    return Change.of(thaw.promise(promise), () -> processes.freeze(node));
  }

  private void refuseEdge(Node node) {
    if (node.equals(lab.edge())) {
      throw LabctlException.usage("the edge measures the lab; no fault may target it");
    }
  }
}

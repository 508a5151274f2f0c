package dev.labctl.platform.k3s;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Change;
import dev.labctl.lab.Member;
import dev.labctl.lab.Node;
import dev.labctl.lab.NodeDrain;
import dev.labctl.lab.PodDeletion;
import dev.labctl.platform.Undos;
import dev.labctl.platform.Undos.UndoKind;
import java.time.Duration;

/** Pods taken away by the Kubernetes API: one deleted, or all of a node evicted. */
final class PodRemoval implements PodDeletion, NodeDrain {
  private final K3sParts parts;
  private final UndoKind replaced;
  private final UndoKind uncordon;

  PodRemoval(K3sParts parts, Undos undos) {
    this.parts = parts;
    this.replaced =
        undos.kind(
            "replace",
            _ -> {
              // Kubernetes does it.
            });
    this.uncordon = undos.kind("uncordon", of -> parts.kube().schedulable(of.getFirst(), true));
  }

  @Override
  public Change delete(Member member, boolean graceful) {
    return Change.of(
        replaced.promise(member.name()),
        () ->
            parts
                .kube()
                .deletePod(
                    new Pods(parts.components())
                        .of(member, parts.kube().pods())
                        .orElseThrow(
                            () ->
                                LabctlException.machine(
                                    "%s has no pod; see 'labctl status'".formatted(member.name())))
                        .getMetadata()
                        .getName(),
                    graceful));
  }

  @Override
  public Change drain(Node node, Duration within) {
    if (parts.kube().cordoned(node.name())) {
      throw LabctlException.of(
          ExitCode.INCONCLUSIVE,
          "%s is cordoned already, and the fault's undo would take that back; uncordon it: kubectl uncordon %1$s"
              .formatted(node.name()));
    }
    return Change.of(
        uncordon.promise(node.name()),
        () -> {
          parts.kube().schedulable(node.name(), false);
          parts.kube().evictAll(node.name(), within);
        });
  }
}

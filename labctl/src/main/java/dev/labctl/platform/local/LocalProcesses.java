package dev.labctl.platform.local;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Change;
import dev.labctl.lab.Member;
import dev.labctl.lab.Processes;
import dev.labctl.platform.Undos;
import dev.labctl.platform.Undos.UndoKind;
import dev.labctl.process.Identity;
import dev.labctl.process.ProcFs;
import dev.labctl.process.ProcFs.Stat;
import dev.labctl.process.ProcessGroup;
import dev.labctl.process.Signal;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Signals to members, which are processes of this machine. */
final class LocalProcesses implements Processes {
  private final ProcFs proc;
  private final NodeProcesses nodes;
  private final Function<Member, Optional<Identity>> main;
  private final UndoKind restart;
  private final UndoKind thaw;

  /**
   * @param main finds a member's main process
   * @param thaw continues the recorded processes of a node, and what else of it is stopped
   */
  LocalProcesses(
      ProcFs proc,
      NodeProcesses nodes,
      Function<Member, Optional<Identity>> main,
      Undos undos,
      UndoKind thaw) {
    this.proc = proc;
    this.nodes = nodes;
    this.main = main;
    this.thaw = thaw;
    this.restart =
        undos.kind(
            "restart",
            _ -> {
              // The supervisor does it.
            });
  }

  @Override
  public Change kill(Member member) {
    return Change.of(
        restart.promise(member.name()),
        () -> Signal.KILL.send(proc, List.of(running(member, "killed"))));
  }

  @Override
  public Change stop(Member member) {
    Identity root = running(member, "stopped");
    List<String> promise = new ArrayList<>(List.of(member.node().name()));
    family(root).forEach(s -> promise.add(s.identity().toString()));
    return Change.of(
        thaw.promise(promise),
        () -> new ProcessGroup(proc, member.name(), () -> family(root)).freeze());
  }

  @Override
  public boolean stopped(Member member) {
    return main.apply(member).flatMap(proc::stat).filter(proc::held).isPresent();
  }

  private List<Stat> family(Identity root) {
    return nodes.family(s -> s.identity().equals(root));
  }

  private Identity running(Member member, String done) {
    return main.apply(member)
        .orElseThrow(
            () ->
                LabctlException.machine(
                    "%s does not run, so it cannot be %s; see 'labctl status'"
                        .formatted(member.name(), done)));
  }
}

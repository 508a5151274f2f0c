package dev.labctl.platform.local;

import static java.util.stream.Collectors.joining;

import dev.labctl.component.MemberProbe;
import dev.labctl.component.Settling;
import dev.labctl.component.local.MemberFiles;
import dev.labctl.component.local.Tool;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Finding;
import dev.labctl.lab.Member;
import dev.labctl.lab.Node;
import dev.labctl.lab.Platform.UpResult;
import dev.labctl.process.ProcFs;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.ProgressStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/** Brings a lab to what its spec says. */
final class LabControl {
  private static final Duration STOP = Duration.ofSeconds(20);
  private static final Duration START = Duration.ofSeconds(90);

  private final MachineHost host;
  private final Layout layout;
  private final MemberUser user;
  private final Tools tools;
  private final Supervisor supervisor;
  private final NodeProcesses processes;
  private final ProcFs proc;
  private final MemberProbe probe;

  LabControl(
      MachineHost host,
      Supervisor supervisor,
      NodeProcesses processes,
      ProcFs proc,
      MemberProbe probe) {
    this.host = host;
    this.layout = host.layout();
    this.user = host.user();
    this.tools = host.tools();
    this.supervisor = supervisor;
    this.processes = processes;
    this.proc = proc;
    this.probe = probe;
  }

  UpResult up(Progress progress) {
    new Packages(tools, layout.lab().root()).install(progress);
    preflight();
    List<String> changed = new ArrayList<>();
    prepareFolders();
    host.secrets().create((file, text) -> user.write(file, text, false), new SecureRandom());
    host.components().all().forEach(d -> d.local().prepare(host, progress));
    List<Member> restart = new ArrayList<>();
    for (Node node : layout.lab().everyNode()) {
      boolean runs = processes.supervisor(node).isPresent();
      for (Member member : of(node)) {
        boolean differs = supervisor.install(member, files(member));
        if (differs && runs) {
          restart.add(member);
        }
        if (differs) {
          changed.add(member.name() + " configured");
        }
      }
    }
    try {
      startMembers(changed);
      startNodes(changed, progress);
      restart(restart, changed, progress);
      settle(changed, progress);
    } catch (LabctlException e) {
      throw LabctlException.of(
          e.exitCode(), e.getMessage() + "; see 'labctl status' and 'labctl logs MEMBER'", e);
    }
    return new UpResult(changed);
  }

  /** What {@link #up} would change. */
  List<String> plan() {
    preflight();
    List<String> changes = new ArrayList<>();
    boolean made = host.secrets().exist();
    for (Node node : layout.lab().everyNode()) {
      if (processes.supervisor(node).isEmpty()) {
        changes.add(node.name() + " started");
      }
      for (Member member : of(node)) {
        if (!made || !supervisor.upToDate(member, files(member))) {
          changes.add(member.name() + " configured");
        }
      }
    }
    return changes;
  }

  private void powerOn(Node node) {
    processes.powerOn(node, () -> supervisor.start(node));
  }

  private void preflight() {
    user.blind(proc)
        .ifPresent(
            why -> {
              throw LabctlException.machine(why);
            });
    List<Tool> missing = tools.missing();
    if (!missing.isEmpty()) {
      throw LabctlException.machine(
          "missing: %s; run 'labctl doctor --fix', or as root: apt-get install -y --no-install-recommends %s"
              .formatted(
                  missing.stream().map(Tool::name).collect(joining(", ")),
                  missing.stream().map(Tool::debianPackage).distinct().collect(joining(" "))));
    }
    new MemberRights(layout, user, tools).insist();
    for (Finding finding : Preflight.machine(layout, host.components(), processes).required()) {
      if (!finding.ok()) {
        throw LabctlException.machine(
            "%s: %s; %s".formatted(finding.what(), finding.actual(), finding.nextStep()));
      }
    }
    PortCheck ports = new PortCheck(host.components(), layout.lab().spec().ports(), proc);
    for (Node node : layout.lab().everyNode()) {
      if (processes.of(node).isEmpty()) {
        for (Member member : of(node)) {
          Optional<String> conflict = ports.conflict(member);
          if (conflict.isPresent()) {
            throw LabctlException.machine(conflict.get());
          }
        }
      }
    }
  }

  private void prepareFolders() {
    try {
      Path data = layout.data();
      if (user.root()) {
        Path parent = Objects.requireNonNull(data.getParent());
        Files.createDirectories(parent);
        Path link = layout.lab().state().resolve("data");
        if (!Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
          Files.createSymbolicLink(link, data);
        }
      }
      user.folder(data);
    } catch (IOException e) {
      throw LabctlException.machine("cannot make the lab's folders: " + e, e);
    }
  }

  private void startNodes(List<String> changed, Progress progress) {
    List<Node> down =
        layout.lab().everyNode().stream().filter(n -> processes.supervisor(n).isEmpty()).toList();
    if (down.isEmpty()) {
      return;
    }
    String names = down.stream().map(Node::name).collect(joining(", "));
    try (ProgressStep step = progress.begin("Starting " + names)) {
      down.forEach(this::powerOn);
      step.done("");
    }
    down.forEach(n -> changed.add(n.name() + " started"));
  }

  /** Starts what somebody has stopped by hand on a node that runs. */
  private void startMembers(List<String> changed) {
    List<Member> down =
        where(
            layout.lab().members(),
            m -> supervisor.stopped(m) && processes.supervisor(m.node()).isPresent());
    if (!down.isEmpty()) {
      supervisor.control("up", down, Duration.ZERO);
      down.forEach(m -> changed.add(m.name() + " started"));
    }
  }

  private void restart(List<Member> members, List<String> changed, Progress progress) {
    for (Member member : members) {
      try (ProgressStep step = progress.begin("Restarting " + member.name())) {
        supervisor.control("restart", List.of(member), STOP);
        changed.add(member.name() + " restarted");
        step.done("its configuration changed");
      }
    }
  }

  private MemberFiles files(Member member) {
    return host.components().of(member).local().files(host, member);
  }

  private void settle(List<String> changed, Progress progress) {
    Settling settling = new Settling(probe.inquiry(), probe::all, START, changed, progress);
    host.components().all().forEach(d -> d.local().settle(host, settling));
    settling.everybody();
  }

  private List<Member> of(Node node) {
    return where(layout.lab().members(), m -> m.node().equals(node));
  }

  private static List<Member> where(List<Member> members, Predicate<Member> filter) {
    return members.stream().filter(filter).toList();
  }
}

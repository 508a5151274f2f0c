package dev.labctl.platform.local;

import dev.labctl.component.Components;
import dev.labctl.component.MemberProbe;
import dev.labctl.component.Secrets;
import dev.labctl.component.Web;
import dev.labctl.component.local.LocalPart.PidFile;
import dev.labctl.component.postgres.LocalSql;
import dev.labctl.component.postgres.Patroni;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Finding;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Node;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Undo;
import dev.labctl.process.Await;
import dev.labctl.process.Identity;
import dev.labctl.process.ProcFs;
import dev.labctl.process.Signal;
import dev.labctl.progress.Progress;
import dev.labctl.spec.ClusterSpec;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A lab of processes on this machine. */
public final class LocalPlatform implements Platform {
  private final Layout layout;
  private final Secrets secrets;
  private final ProcFs proc = new ProcFs();
  private final Web web = new Web();
  private final NodeProcesses processes;
  private final Supervisor supervisor;
  private final Tools tools;
  private final MachineHost host;
  private final Patroni patroni;
  private final MemberProbe probe;
  private final LabControl control;
  private final Shutdown shutdown;

  /**
   * The platform of one lab, running or not.
   *
   * @param components that a lab may have
   * @param state the lab's folder
   * @param root the project's root
   */
  public LocalPlatform(
      ClusterSpec spec,
      Components components,
      Path state,
      Path root,
      String path,
      InstantSource clock) {
    Components ours = components.of(spec);
    MemberUser user = MemberUser.current();
    this.layout = Layout.of(LocalLabs.of(spec, ours, state, root), user);
    this.secrets = new Secrets(layout.secrets(), ours.all());
    this.tools = new Tools(path, ours);
    this.host = new MachineHost(layout, ours, user, secrets, tools);
    this.processes = new NodeProcesses(proc, layout);
    this.supervisor = new Supervisor(layout, user, tools, proc);
    this.patroni = new Patroni(layout::lab, secrets, web);
    this.probe = new MemberProbe(layout::lab, ours.all(), secrets, web, clock, this::identity);
    this.control = new LabControl(host, supervisor, processes, proc, probe);
    this.shutdown = new Shutdown(layout, ours, supervisor, processes, this::members);
  }

  @Override
  public Lab lab() {
    return layout.lab();
  }

  @Override
  public Optional<String> lacks(Primitive primitive) {
    return switch (primitive) {
      case KILL, POWER_OFF, FREEZE, SWITCHOVER, PAUSE_FAILOVER -> Optional.empty();
      case DELETE_POD, DRAIN ->
          Optional.of("members are processes here: only a Kubernetes cluster has pods");
      case RESTART_NODE, CUT_API ->
          Optional.of("no Kubernetes here: only a K3s cluster has servers with an API");
      case CUT ->
          Optional.of("nodes share this machine's loopback: nothing to cut lies between them");
    };
  }

  @Override
  public UpResult up(Progress progress) {
    return control.up(progress);
  }

  @Override
  public UpResult plan() {
    return new UpResult(control.plan());
  }

  @Override
  public List<Finding> inspect() {
    return new Preflight(layout, host.components(), tools, processes, proc).inspect();
  }

  @Override
  public void fix(Progress progress) {
    new Packages(tools, lab().root()).install(progress);
  }

  @Override
  public void down(boolean purge, Progress progress) {
    shutdown.down(purge, progress);
  }

  @Override
  public boolean running() {
    return processes.running();
  }

  @Override
  public List<MemberState> members(Set<Component> components) {
    if (!secrets.exist()) {
      return lab().members().stream()
          .filter(m -> components.contains(m.component()))
          .map(MemberState::stopped)
          .toList();
    }
    return probe.of(components);
  }

  @Override
  public Optional<String> identity(Member member) {
    return main(member).map(Identity::toString);
  }

  private Optional<Identity> main(Member member) {
    Optional<PidFile> file = host.components().of(member).local().mainProcess();
    if (file.isEmpty()) {
      return supervisor.main(member);
    }
    return Supervisor.pid(layout.memberData(member).resolve(file.get().file()))
        .flatMap(proc::stat)
        .filter(s -> s.name().equals(file.get().program()))
        .map(ProcFs.Stat::identity);
  }

  @Override
  public boolean frozen(String identity) {
    return proc.stat(Identity.parse(identity)).filter(proc::held).isPresent();
  }

  @Override
  public void kill(Member member) {
    Identity target =
        main(member)
            .orElseThrow(
                () ->
                    LabctlException.machine(
                        "%s does not run, so it cannot be killed; see 'labctl status'"
                            .formatted(member.name())));
    Signal.KILL.send(proc, List.of(target));
  }

  @Override
  public void deletePod(Member member, boolean graceful) {
    throw lacking(Primitive.DELETE_POD);
  }

  @Override
  public void restartNode(Node node) {
    throw lacking(Primitive.RESTART_NODE);
  }

  @Override
  public Undo planDrain(Node node) {
    throw lacking(Primitive.DRAIN);
  }

  @Override
  public void drain(Node node, Duration within) {
    throw lacking(Primitive.DRAIN);
  }

  @Override
  public Undo planCut(Node node, Traffic traffic) {
    throw lacking(Primitive.CUT);
  }

  @Override
  public void cut(Node node, Traffic traffic) {
    throw lacking(Primitive.CUT);
  }

  @Override
  public boolean answers(Node node, Traffic traffic) {
    throw lacking(Primitive.CUT);
  }

  private LabctlException lacking(Primitive primitive) {
    return LabctlException.usage(primitive + ": " + lacks(primitive).orElseThrow());
  }

  @Override
  public Undo planPowerOff(Node node) {
    return new Undo.PowerOn(node.name());
  }

  @Override
  public void powerOff(Node node) {
    refuseEdge(node);
    processes.kill(node);
  }

  @Override
  public Undo.Thaw planFreeze(Node node) {
    return new Undo.Thaw(
        node.name(),
        NodeProcesses.identities(processes.of(node)).stream().map(Identity::toString).toList());
  }

  @Override
  public void freeze(Undo.Thaw plan) {
    Node node = lab().node(plan.node());
    refuseEdge(node);
    processes.freeze(node);
  }

  @Override
  public void switchover(Member primary) {
    patroni.switchover(primary);
  }

  @Override
  public void pauseFailover() {
    patroni.configure("{\"pause\": true}");
    // Members learn of it with their next look at the store.
    Await.pause(Duration.ofSeconds(lab().spec().postgres().loopWaitSeconds()).plusMillis(500));
  }

  @Override
  public void undo(Undo undo) {
    switch (undo) {
      case Undo.AwaitRestart _ -> {
        // The supervisor does it.
      }
      case Undo.PowerOn on -> control.powerOn(lab().node(on.node()));
      case Undo.Thaw thaw ->
          processes.thaw(
              lab().node(thaw.node()), thaw.processes().stream().map(Identity::parse).toList());
      case Undo.Uncordon _ -> throw lacking(Primitive.DRAIN);
      case Undo.Reconnect _ -> throw lacking(Primitive.CUT);
      case Undo.ResumeFailover _ -> patroni.configure("{\"pause\": null}");
    }
  }

  @Override
  public String sql(Member postgres, String query, Duration timeout) {
    return new LocalSql(host).query(postgres, query, timeout);
  }

  @Override
  public void clearCaches() {
    probe.clearCaches();
  }

  @Override
  public List<String> log(Member member, Instant from, Instant to) {
    return MemberLog.between(layout.log(member), from, to);
  }

  @Override
  public Map<String, String> versions() {
    return new ToolVersions(tools, host.components()).all();
  }

  @Override
  public Map<String, String> shell() {
    Map<String, String> shell = new HashMap<>();
    host.components().all().forEach(d -> shell.putAll(d.local().shell(host)));
    return shell;
  }

  @Override
  public void close() {
    web.close();
  }

  private void refuseEdge(Node node) {
    if (node.equals(lab().edge())) {
      throw LabctlException.usage("the edge measures the lab; no fault may target it");
    }
  }
}

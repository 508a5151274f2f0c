package dev.labctl.platform.local;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Finding;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Node;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Undo;
import dev.labctl.platform.member.Caches;
import dev.labctl.platform.member.EtcdProbe;
import dev.labctl.platform.member.MemberProbe;
import dev.labctl.platform.member.Patroni;
import dev.labctl.platform.member.Secrets;
import dev.labctl.platform.member.Web;
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
  private final Patroni patroni;
  private final Database database;
  private final MemberProbe probe;
  private final LabControl control;
  private final Shutdown shutdown;

  /**
   * The platform of one lab, running or not.
   *
   * @param state the lab's folder
   * @param root the project's root
   */
  public LocalPlatform(ClusterSpec spec, Path state, Path root, String path, InstantSource clock) {
    MemberUser user = MemberUser.current();
    this.layout = Layout.of(LocalLabs.of(spec, state, root), user);
    this.secrets = new Secrets(layout.secrets());
    this.tools = new Tools(path);
    this.processes = new NodeProcesses(proc, layout);
    this.supervisor = new Supervisor(layout, user, tools, proc);
    this.patroni = new Patroni(layout::lab, secrets, web);
    this.database = new Database(layout, secrets, tools);
    this.probe =
        new MemberProbe(
            layout::lab, secrets, web, patroni, EtcdProbe.STATUS, clock, this::identity);
    Settlement settlement = new Settlement(layout, user, patroni, database, probe);
    this.control =
        new LabControl(layout, user, secrets, tools, supervisor, processes, proc, settlement);
    this.shutdown = new Shutdown(layout, supervisor, processes, this::members);
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
    return new Preflight(layout, tools, processes, proc).inspect();
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
          .map(m -> new MemberState(m, null, null, false, null, null, "does not run"))
          .toList();
    }
    return probe.of(components);
  }

  @Override
  public Optional<String> identity(Member member) {
    return main(member).map(Identity::toString);
  }

  private Optional<Identity> main(Member member) {
    if (member.component() != Component.POSTGRES) {
      return supervisor.main(member);
    }
    // Patroni's postmaster is no child of its own: the pid file is where Postgres says it.
    return Supervisor.pid(layout.memberData(member).resolve("postmaster.pid"))
        .flatMap(proc::stat)
        .filter(s -> s.name().equals("postgres"))
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
    return database.query(postgres, query, timeout);
  }

  @Override
  public void clearCaches() {
    new Caches(lab(), secrets, web).clear(members());
  }

  @Override
  public List<String> log(Member member, Instant from, Instant to) {
    return MemberLog.between(layout.log(member), from, to);
  }

  @Override
  public Map<String, String> versions() {
    return new Versions(tools).all();
  }

  @Override
  public Map<String, String> shell() {
    Member any = lab().members(Component.POSTGRES).getFirst();
    return Map.of("PATRONICTL", "patronictl -c %s/patroni.yaml".formatted(layout.config(any)));
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

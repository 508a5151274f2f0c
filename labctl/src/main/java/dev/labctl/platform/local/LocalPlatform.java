package dev.labctl.platform.local;

import dev.labctl.component.Components;
import dev.labctl.component.MemberProbe;
import dev.labctl.component.Secrets;
import dev.labctl.component.Web;
import dev.labctl.component.local.LocalPart.PidFile;
import dev.labctl.component.postgres.LocalSql;
import dev.labctl.component.postgres.Patroni;
import dev.labctl.lab.Capability;
import dev.labctl.lab.Component;
import dev.labctl.lab.Finding;
import dev.labctl.lab.KubernetesServers;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.NodeNetwork;
import dev.labctl.lab.Offer;
import dev.labctl.lab.Platform;
import dev.labctl.lab.Undo;
import dev.labctl.platform.PatroniFailover;
import dev.labctl.platform.Undos;
import dev.labctl.process.Identity;
import dev.labctl.process.ProcFs;
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
import java.util.stream.Stream;

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
  private final MemberProbe probe;
  private final Undos undos;
  private final LocalProcesses memberProcesses;
  private final LocalNodePower power;
  private final PatroniFailover failover;
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
    this.probe = new MemberProbe(layout::lab, ours.all(), secrets, web, clock, this::identity);
    this.control = new LabControl(host, supervisor, processes, proc, probe);
    this.undos = new Undos(spec.provider());
    this.power = new LocalNodePower(layout.lab(), processes, supervisor, undos);
    this.memberProcesses = new LocalProcesses(proc, processes, this::main, undos, power.thaw());
    this.failover = new PatroniFailover(new Patroni(layout::lab, secrets, web), spec, undos);
    this.shutdown = new Shutdown(layout, ours, supervisor, processes, this::members);
  }

  @Override
  public Lab lab() {
    return layout.lab();
  }

  @Override
  public <C extends Capability> Offer<C> capability(Class<C> type) {
    return Stream.of(memberProcesses, power, failover)
        .filter(type::isInstance)
        .map(type::cast)
        .findFirst()
        .<Offer<C>>map(Offer.Present::new)
        .orElseGet(() -> new Offer.Absent<>(missing(type)));
  }

  private static String missing(Class<? extends Capability> type) {
    if (type == NodeNetwork.class) {
      return "nodes share this machine's loopback: nothing to cut lies between them";
    }
    if (type == KubernetesServers.class) {
      return "no Kubernetes here: only a K3s cluster has servers with an API";
    }
    return "members are processes here: only a Kubernetes cluster has pods";
  }

  @Override
  public void undo(Undo undo) {
    undos.keep(undo);
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
}

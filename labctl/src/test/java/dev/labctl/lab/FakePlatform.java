package dev.labctl.lab;

import dev.labctl.component.etcd.Etcd;
import dev.labctl.component.haproxy.Haproxy;
import dev.labctl.component.postgres.Postgres;
import dev.labctl.component.redis.Redis;
import dev.labctl.component.sentinel.Sentinel;
import dev.labctl.component.shortener.Shortener;
import dev.labctl.exit.LabctlException;
import dev.labctl.progress.Progress;
import dev.labctl.spec.ClusterSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A lab in memory: three nodes whose members change only by what is called. Long because the port
 * is.
 */
public final class FakePlatform implements Platform {
  private static final List<Component> ON_NODES =
      List.of(
          Etcd.COMPONENT,
          Postgres.COMPONENT,
          Redis.COMPONENT,
          Sentinel.COMPONENT,
          Shortener.COMPONENT);

  public final List<String> calls = new CopyOnWriteArrayList<>();
  public final Map<String, MemberState> states = new ConcurrentHashMap<>();
  public final Set<String> frozen = ConcurrentHashMap.newKeySet();
  public final Set<String> cut = ConcurrentHashMap.newKeySet();
  public final Set<Primitive> lacking = EnumSet.noneOf(Primitive.class);

  /** Called before each primitive, for checks of what must have happened before. */
  public Consumer<String> before = _ -> {};

  /** Why a member's log is not to be had; null when it is. */
  public @Nullable String logless;

  /** What {@link #up} fails with; null when it succeeds. */
  public @Nullable LabctlException refusal;

  /** Whether primitives do anything. */
  public boolean lands = true;

  public boolean undoFails;
  public boolean running = true;
  public BiFunction<Member, String, String> sql = (_, _) -> "";
  private final Lab lab;
  private int starts = 100;

  public FakePlatform(Path state) {
    this(state, URI.create("http://127.0.0.1:1"));
  }

  public FakePlatform(Path state, URI entry) {
    List<Node> nodes = new ArrayList<>();
    List<Member> members = new ArrayList<>();
    for (int n = 1; n <= 3; n++) {
      Node node = new Node("node-" + n, "127.0.40." + n);
      nodes.add(node);
      for (Component component : ON_NODES) {
        members.add(new Member(component.label() + "-" + n, component, node));
      }
    }
    Node edge = new Node("edge", "127.0.40.10");
    members.add(new Member("haproxy", Haproxy.COMPONENT, edge));
    var spec =
        new ClusterSpec(
            "fake",
            "local",
            "clusters/fake.yaml",
            nodes.stream().map(Node::address).toList(),
            edge.address(),
            new ClusterSpec.Ports(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14),
            new ClusterSpec.ShortenerSettings("shortener.jar", 64),
            new ClusterSpec.PostgresSettings(20, 2, 5, false),
            null,
            null);
    this.lab =
        new Lab(
            spec,
            state,
            state,
            nodes,
            edge,
            members,
            (member, access) ->
                new Endpoint(
                    member.node().address(), 1 + Math.floorMod(access.name().hashCode(), 1000)),
            entry,
            entry,
            entry,
            edge.address());
    for (Member member : members) {
      start(member, role(member.component(), member.name().endsWith("-1")));
    }
  }

  private static String role(Component component, boolean first) {
    String leads = component.leaderRole();
    if (leads == null) {
      return "instance";
    }
    return first ? leads : component.equals(Etcd.COMPONENT) ? "follower" : "replica";
  }

  public Member member(String name) {
    return lab.members().stream().filter(m -> m.name().equals(name)).findFirst().orElseThrow();
  }

  /** The member runs as a new process with this role. */
  public void start(Member member, String role) {
    set(member, ++starts + "@1", role, true, 1);
  }

  public void set(Member member, String identity, String role, boolean healthy, Integer timeline) {
    Double lag = "replica".equals(role) ? 0.0 : null;
    states.put(
        member.name(), new MemberState(member, identity, role, healthy, lag, timeline, "set"));
  }

  private void stop(Member member) {
    set(member, null, null, false, null);
  }

  private boolean call(String what) {
    before.accept(what);
    calls.add(what);
    return lands;
  }

  @Override
  public Lab lab() {
    return lab;
  }

  @Override
  public Optional<String> lacks(Primitive primitive) {
    return lacking.contains(primitive) ? Optional.of("no " + primitive) : Optional.empty();
  }

  @Override
  public UpResult up(Progress progress) {
    if (refusal != null) {
      throw refusal;
    }
    return new UpResult(List.of());
  }

  @Override
  public UpResult plan() {
    return new UpResult(List.of());
  }

  @Override
  public List<Finding> inspect() {
    return List.of();
  }

  @Override
  public void fix(Progress progress) {
    throw new UnsupportedOperationException("the fake has nothing to fix");
  }

  @Override
  public void down(boolean purge, Progress progress) {
    running = false;
  }

  @Override
  public boolean running() {
    before.accept("running");
    return running;
  }

  @Override
  public List<MemberState> members(Set<Component> components) {
    return lab.members().stream()
        .filter(m -> components.contains(m.component()))
        .map(m -> states.get(m.name()))
        .toList();
  }

  @Override
  public Optional<String> identity(Member member) {
    return Optional.ofNullable(states.get(member.name()).identity());
  }

  @Override
  public boolean frozen(String identity) {
    return frozen.contains(identity);
  }

  @Override
  public void kill(Member member) {
    if (call("kill " + member.name())) {
      start(member, role(member.component(), member.name().endsWith("-1")));
    }
  }

  @Override
  public void deletePod(Member member, boolean graceful) {
    if (call("delete-pod " + member.name() + (graceful ? "" : " at once"))) {
      start(member, role(member.component(), member.name().endsWith("-1")));
    }
  }

  @Override
  public void restartNode(Node node) {
    if (call("restart-node " + node.name())) {
      restart(on(node));
    }
  }

  private void restart(List<Member> members) {
    members.forEach(m -> start(m, role(m.component(), m.name().endsWith("-1"))));
  }

  @Override
  public Undo planDrain(Node node) {
    return new Undo.Uncordon(node.name());
  }

  @Override
  public void drain(Node node, Duration within) {
    if (call("drain " + node.name())) {
      on(node).stream().filter(m -> !m.component().equals(Etcd.COMPONENT)).forEach(this::stop);
    }
  }

  @Override
  public Undo planCut(Node node, Traffic traffic) {
    return new Undo.Reconnect(node.name(), traffic);
  }

  @Override
  public void cut(Node node, Traffic traffic) {
    if (call("cut " + node.name() + " " + traffic)) {
      cut.add(node.name() + traffic);
    }
  }

  @Override
  public boolean answers(Node node, Traffic traffic) {
    return !cut.contains(node.name() + traffic);
  }

  private List<Member> on(Node node) {
    return lab.members().stream().filter(m -> m.node().equals(node)).toList();
  }

  @Override
  public Undo planPowerOff(Node node) {
    return new Undo.PowerOn(node.name());
  }

  @Override
  public void powerOff(Node node) {
    if (call("power-off " + node.name())) {
      on(node).forEach(this::stop);
    }
  }

  @Override
  public Undo.Thaw planFreeze(Node node) {
    return new Undo.Thaw(
        node.name(), on(node).stream().flatMap(m -> identity(m).stream()).toList());
  }

  @Override
  public void freeze(Undo.Thaw plan) {
    if (call("freeze " + plan.node())) {
      frozen.addAll(plan.processes());
    }
  }

  @Override
  public void switchover(Member primary) {
    if (call("switchover " + primary.name())) {
      start(primary, "replica");
      Member next =
          lab.members(Postgres.COMPONENT).stream()
              .filter(m -> !m.equals(primary))
              .findFirst()
              .orElseThrow();
      start(next, "primary");
    }
  }

  @Override
  public void pauseFailover() {
    call("pause");
  }

  @Override
  public void undo(Undo undo) {
    before.accept("undo " + undo);
    calls.add("undo " + undo.getClass().getSimpleName());
    if (undoFails) {
      throw dev.labctl.exit.LabctlException.machine("the fake was told to fail");
    }
    switch (undo) {
      case Undo.PowerOn(String node) -> restart(on(lab.node(node)));
      case Undo.Uncordon(String node) -> restart(on(lab.node(node)));
      case Undo.Reconnect(String node, Traffic traffic) -> cut.remove(node + traffic);
      case Undo.Thaw(_, List<String> processes) -> frozen.removeAll(processes);
      case Undo.AwaitRestart _, Undo.ResumeFailover _ -> {}
    }
  }

  @Override
  public String sql(Member postgres, String query, Duration timeout) {
    return sql.apply(postgres, query);
  }

  @Override
  public void clearCaches() {
    calls.add("clear-caches");
  }

  @Override
  public List<String> log(Member member, Instant from, Instant to) {
    if (logless != null && member.name().equals("postgres-1")) {
      throw LabctlException.machine(logless);
    }
    return List.of("a line of " + member.name());
  }

  @Override
  public Map<String, String> versions() {
    return new LinkedHashMap<>();
  }

  @Override
  public Map<String, String> shell() {
    return Map.of();
  }

  @Override
  public void close() {}
}

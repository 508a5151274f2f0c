package dev.labctl.lab;

import dev.labctl.component.etcd.Etcd;
import dev.labctl.component.haproxy.Haproxy;
import dev.labctl.component.postgres.Postgres;
import dev.labctl.component.redis.Redis;
import dev.labctl.component.sentinel.Sentinel;
import dev.labctl.component.shortener.Shortener;
import dev.labctl.exit.LabctlException;
import dev.labctl.platform.Undos;
import dev.labctl.progress.Progress;
import dev.labctl.spec.ClusterSpec;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
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

/** A lab in memory: three nodes whose members change only by what is called. */
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
  public final Set<Class<? extends Capability>> lacking = new HashSet<>();

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
  private final Undos undos = new Undos("local");
  private final FakeCapabilities capabilities = new FakeCapabilities(this, undos);
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
            null,
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

  void stop(Member member) {
    set(member, null, null, false, null);
  }

  boolean call(String what) {
    before.accept(what);
    calls.add(what);
    return lands;
  }

  @Override
  public Lab lab() {
    return lab;
  }

  @Override
  public <C extends Capability> Offer<C> capability(Class<C> type) {
    return lacking.contains(type)
        ? new Offer.Absent<>("no " + type.getSimpleName())
        : new Offer.Present<>(type.cast(capabilities));
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

  /** It runs as a new process, in the role that it had at first. */
  void restart(Member member) {
    start(member, role(member.component(), member.name().endsWith("-1")));
  }

  @Override
  public void undo(Undo undo) {
    before.accept("undo " + undo);
    calls.add("undo " + undo.kind());
    if (undoFails) {
      throw LabctlException.machine("the fake was told to fail");
    }
    undos.keep(undo);
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

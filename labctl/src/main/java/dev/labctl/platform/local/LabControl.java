package dev.labctl.platform.local;

import static java.util.stream.Collectors.joining;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Node;
import dev.labctl.lab.Platform.UpResult;
import dev.labctl.process.Await;
import dev.labctl.process.Command;
import dev.labctl.process.ProcFs;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.Step;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/** Brings a lab to what its spec says, and takes it down. */
final class LabControl {
  private static final Duration POLL = Duration.ofMillis(200);
  private static final Duration START = Duration.ofSeconds(90);
  private static final Duration STOP = Duration.ofSeconds(20);

  private final Layout layout;
  private final MemberUser user;
  private final Secrets secrets;
  private final Tools tools;
  private final Supervisor supervisor;
  private final NodeProcesses processes;
  private final ProcFs proc;
  private final Patroni patroni;
  private final Database database;
  private final MemberProbe probe;

  LabControl(
      Layout layout,
      MemberUser user,
      Secrets secrets,
      Tools tools,
      Supervisor supervisor,
      NodeProcesses processes,
      ProcFs proc,
      Patroni patroni,
      Database database,
      MemberProbe probe) {
    this.layout = layout;
    this.user = user;
    this.secrets = secrets;
    this.tools = tools;
    this.supervisor = supervisor;
    this.processes = processes;
    this.proc = proc;
    this.patroni = patroni;
    this.database = database;
    this.probe = probe;
  }

  UpResult up(Progress progress) {
    new Packages(tools, layout.lab().root()).install(progress);
    preflight();
    List<String> changed = new ArrayList<>();
    prepareFolders();
    secrets.create(user, new SecureRandom());
    ShortenerApp app = app();
    app.deploy();
    Renderer renderer = renderer(app);
    List<Member> restart = new ArrayList<>();
    for (Node node : nodes()) {
      boolean runs = processes.supervisor(node).isPresent();
      for (Member member : of(node)) {
        boolean differs = supervisor.install(member, renderer.render(member));
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
      settle(app, renderer, changed, progress);
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
    boolean made = secrets.exist();
    Renderer renderer = made ? renderer(app()) : null;
    for (Node node : nodes()) {
      if (processes.supervisor(node).isEmpty()) {
        changes.add(node.name() + " started");
      }
      for (Member member : of(node)) {
        if (renderer == null || !supervisor.upToDate(member, renderer.render(member))) {
          changes.add(member.name() + " configured");
        }
      }
    }
    return changes;
  }

  void powerOn(Node node) {
    if (processes.supervisor(node).isEmpty()) {
      // Leftovers without a supervisor would hold the ports.
      processes.kill(node);
      supervisor.start(node);
    }
  }

  boolean running() {
    return nodes().stream().anyMatch(n -> !processes.of(n).isEmpty());
  }

  void down(boolean purge, Progress progress) {
    if (running()) {
      try (Step step = progress.begin("Stopping the lab")) {
        nodes().forEach(n -> processes.thaw(n, List.of()));
        stopInOrder();
        // runit itself, and whatever did not obey.
        nodes().forEach(processes::kill);
        step.done("nothing is left running");
      }
    }
    if (purge) {
      purge(progress);
    }
  }

  private void stopInOrder() {
    List<Member> all = layout.lab().members();
    Set<String> primaries = Set.copyOf(primaries());
    Predicate<Member> postgres = m -> m.component() == Component.POSTGRES;
    Predicate<Member> store = m -> m.component() == Component.ETCD;
    // Told to go, not waited for: an instance drains for seconds while Postgres stops.
    supervisor.control("down", where(all, postgres.or(store).negate()), Duration.ZERO);
    // The primary last, so that no standby is promoted on the way.
    supervisor.control("stop", where(all, postgres.and(m -> !primaries.contains(m.name()))), STOP);
    supervisor.control("stop", where(all, postgres), STOP);
    // etcd is left to the end and killed: it is made for that, and stopping three at once makes the
    // leader wait 9 s for somebody to lead.
    supervisor.control("stop", where(all, store.negate()), STOP);
  }

  private List<String> primaries() {
    return secrets.exist()
        ? probe.all().stream()
            .filter(s -> "primary".equals(s.role()))
            .map(s -> s.member().name())
            .toList()
        : List.of();
  }

  private void purge(Progress progress) {
    try (Step step = progress.begin("Forgetting data and passwords")) {
      delete(layout.data());
      Path link = layout.lab().state().resolve("data");
      if (Files.exists(link, LinkOption.NOFOLLOW_LINKS)) {
        Files.delete(link);
      }
      step.done("");
    } catch (IOException e) {
      throw LabctlException.machine("cannot delete the lab's data: " + e, e);
    }
  }

  private static void delete(Path folder) throws IOException {
    if (!Files.exists(folder, LinkOption.NOFOLLOW_LINKS)) {
      return;
    }
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(path);
      }
    }
  }

  private void preflight() {
    List<Tools.Tool> missing = tools.missing();
    if (!missing.isEmpty()) {
      throw LabctlException.machine(
          "missing: %s; run 'labctl doctor --fix', or as root: apt-get install -y --no-install-recommends %s"
              .formatted(
                  missing.stream().map(Tools.Tool::program).collect(joining(", ")),
                  missing.stream()
                      .map(Tools.Tool::debianPackage)
                      .distinct()
                      .collect(joining(" "))));
    }
    PortCheck ports = new PortCheck(layout.lab().spec().ports(), proc);
    for (Node node : nodes()) {
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
        Path parent = java.util.Objects.requireNonNull(data.getParent());
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
    List<Node> down = nodes().stream().filter(n -> processes.supervisor(n).isEmpty()).toList();
    if (down.isEmpty()) {
      return;
    }
    String names = down.stream().map(Node::name).collect(joining(", "));
    try (Step step = progress.begin("Starting " + names)) {
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
      try (Step step = progress.begin("Restarting " + member.name())) {
        supervisor.control("restart", List.of(member), STOP);
        changed.add(member.name() + " restarted");
        step.done("its configuration changed");
      }
    }
  }

  private void settle(
      ShortenerApp app, Renderer renderer, List<String> changed, Progress progress) {
    List<MemberState> first = probe.all();
    Path stamp = layout.app().resolve("migrated");
    boolean migrated = holds(stamp, app.version());
    if (migrated && first.stream().allMatch(MemberState::healthy)) {
      applySettings(renderer, changed);
      return;
    }
    try (Step step = progress.begin("Waiting for the Postgres primary")) {
      await(
          "the Postgres primary",
          s -> s.member().component() == Component.POSTGRES && "primary".equals(s.role()),
          1);
      step.done("");
    }
    applySettings(renderer, changed);
    if (!migrated) {
      try (Step step = progress.begin("Migrating the database")) {
        database.prepare();
        migrate(renderer);
        user.write(stamp, app.version(), false);
        changed.add("database migrated");
        step.done("");
      }
    }
    try (Step step = progress.begin("Waiting for every member")) {
      await("every member", s -> true, layout.lab().members().size());
      step.done(layout.lab().members().size() + " members healthy");
    }
  }

  private void await(String what, Predicate<MemberState> filter, int wanted) {
    Await.until(
        "waiting for " + what,
        START,
        POLL,
        ExitCode.MACHINE,
        () -> new Seen(probe.all()),
        seen ->
            seen.states().stream().filter(filter).filter(MemberState::healthy).count() >= wanted);
  }

  /** Prints as those that are not healthy. */
  private record Seen(List<MemberState> states) {
    @Override
    public String toString() {
      return states.stream()
          .filter(s -> !s.healthy())
          .map(s -> s.member().name() + " (" + s.detail() + ")")
          .collect(joining(", "));
    }
  }

  private void applySettings(Renderer renderer, List<String> changed) {
    Map<String, Object> wanted = renderer.dynamicSettings();
    Optional<JsonNode> actual = patroni.settings();
    if (actual.isEmpty()) {
      return;
    }
    Map<String, Object> differing = new HashMap<>();
    wanted.forEach(
        (key, value) -> {
          JsonNode is = actual.get().path(key);
          if (!is.equals(dev.labctl.json.Json.lines().valueToTree(value))) {
            differing.put(key, value);
          }
        });
    if (!differing.isEmpty()) {
      patroni.configure(dev.labctl.json.Json.lines().writeValueAsString(differing));
      changed.add("Patroni's settings " + differing.keySet().stream().sorted().toList());
    }
  }

  private void migrate(Renderer renderer) {
    Member any = layout.lab().members(Component.SHORTENER).getFirst();
    String line = renderer.java("migrate", layout.config(any).toString());
    Command.of(user.running(List.of("sh", "-c", "cd / && exec " + line)))
        .run(Duration.ofSeconds(60))
        .orThrow();
  }

  /** Empties every shortener's own cache. */
  void clearShorteners(Web web) {
    int port = layout.lab().spec().ports().shortenerAdmin();
    for (Member member : layout.lab().members(Component.SHORTENER)) {
      URI uri =
          URI.create("http://%s:%d/admin/cache/clear".formatted(member.node().address(), port));
      int status = web.post(uri, "").map(Web.Answer::status).orElse(0);
      if (status / 100 != 2) {
        throw LabctlException.machine(
            "%s did not empty its cache: status %d (0: no answer), not 204"
                .formatted(member.name(), status));
      }
    }
  }

  private ShortenerApp app() {
    Path jar = layout.lab().root().resolve(layout.lab().spec().shortener().jar());
    return new ShortenerApp(jar, layout.app(), user);
  }

  private Renderer renderer(ShortenerApp app) {
    return new Renderer(layout, secrets, tools, app.deployed());
  }

  private List<Node> nodes() {
    Lab lab = layout.lab();
    return Stream.concat(lab.nodes().stream(), Stream.of(lab.edge())).toList();
  }

  private List<Member> of(Node node) {
    return where(layout.lab().members(), m -> m.node().equals(node));
  }

  private static List<Member> where(List<Member> members, Predicate<Member> filter) {
    return members.stream().filter(filter).toList();
  }

  private static boolean holds(Path file, String content) {
    try {
      return Files.exists(file) && Files.readString(file).equals(content);
    } catch (IOException e) {
      throw LabctlException.machine("cannot read %s: %s".formatted(file, e), e);
    }
  }
}

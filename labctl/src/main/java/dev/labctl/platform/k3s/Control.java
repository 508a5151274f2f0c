package dev.labctl.platform.k3s;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.PrivateFile;
import dev.labctl.lab.Redundancy;
import dev.labctl.platform.k3s.docker.SideBySide;
import dev.labctl.platform.member.DatabaseRoles;
import dev.labctl.platform.member.MemberWait;
import dev.labctl.platform.member.PatroniSettings;
import dev.labctl.process.Await;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.Step;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** Brings a lab on K3s to what its spec says, and takes it down. */
final class Control {
  private static final Duration POLL = Duration.ofMillis(300);
  private static final Duration API = Duration.ofMinutes(2);
  private static final Duration START = Duration.ofMinutes(4);
  private static final Duration SQL = Duration.ofSeconds(20);

  /** As the applier says it: a repository that does not know the database yet. */
  private static final String NEW_REPOSITORY = "PersistentVolumeClaim backup created";

  private static final Duration STANZA = Duration.ofSeconds(30);

  private final K3sParts parts;
  private final UnstartablePods unstartable;

  Control(K3sParts parts) {
    this.parts = parts;
    this.unstartable = parts.unstartable();
  }

  /** What it did, one line a change; each step compares first, so that it can be run again. */
  List<String> up(Progress progress) {
    Nodes nodes = parts.nodes();
    // Which images are wanted takes the processor a second, and what is amiss takes Docker one.
    new SideBySide(2).run(List.of(this::refuseWhatCannotWork, nodes::images));
    nodes.obtain(progress);
    List<String> changed = new ArrayList<>();
    parts.secrets().create((file, text) -> new PrivateFile(file).write(text), new SecureRandom());
    parts.createBackupIdentity();
    try {
      changed.addAll(nodes.create(progress));
      changed.addAll(awaitApiAndFurnish(progress));
      awaitNodes(progress);
      apply(changed, progress);
      settle(changed, progress);
    } catch (LabctlException e) {
      throw LabctlException.of(
          e.exitCode(), e.getMessage() + "; see 'labctl status' and 'labctl logs MEMBER'", e);
    }
    return changed;
  }

  /** What {@link #up} would change. */
  List<String> plan() {
    refuseWhatCannotWork();
    List<String> changes = new ArrayList<>(parts.nodes().plan());
    if (!changes.isEmpty() || !parts.secrets().exist()) {
      // What is in a cluster that does not run cannot be compared.
      changes.add("apply the manifests");
      return changes;
    }
    Renderer renderer = renderer();
    changes.addAll(parts.applier().applyAndPrune(renderer.objects(), renderer.everything(), true));
    return changes;
  }

  private void refuseWhatCannotWork() {
    List<String> missing =
        parts.nodes().inspect().stream()
            .filter(f -> !f.ok())
            .map(f -> "%s: %s; %s".formatted(f.what(), f.actual(), f.nextStep()))
            .toList();
    if (!missing.isEmpty()) {
      throw LabctlException.machine(String.join("\n", missing));
    }
  }

  /** Side by side, since each mostly waits: a node takes images before its API server answers. */
  private List<String> awaitApiAndFurnish(Progress progress) {
    Supplier<List<String>> api =
        () -> {
          parts.servers().await(API);
          return List.of();
        };
    Supplier<List<String>> images = () -> parts.nodes().furnish(progress);
    return new SideBySide(2)
        .map(List.of(api, images), Supplier::get).stream().flatMap(List::stream).toList();
  }

  private void awaitNodes(Progress progress) {
    Set<String> wanted =
        parts.lab().everyNode().stream()
            .map(dev.labctl.lab.Node::name)
            .collect(Collectors.toUnmodifiableSet());
    if (readyNodes().containsAll(wanted)) {
      return;
    }
    try (Step step = progress.begin("Waiting for the nodes")) {
      Await.until(
          "waiting for every node to be ready",
          START,
          POLL,
          ExitCode.MACHINE,
          this::readyNodes,
          ready -> ready.containsAll(wanted));
      step.done(wanted.size() + " are ready");
    }
  }

  private Set<String> readyNodes() {
    return parts.kube().nodes().stream()
        .filter((Node n) -> Kube.ready(n))
        .map(n -> n.getMetadata().getName())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private void apply(List<String> changed, Progress progress) {
    Renderer renderer = renderer();
    try (Step step = progress.begin("Applying the manifests")) {
      List<GenericKubernetesResource> objects = renderer.objects();
      List<String> differing = parts.applier().applyAndPrune(objects, renderer.everything(), false);
      changed.addAll(differing);
      step.done("%d objects, %d changed".formatted(objects.size(), differing.size()));
    }
  }

  private void settle(List<String> changed, Progress progress) {
    GenericKubernetesResource migration = renderer().migration();
    String job = migration.getMetadata().getName();
    boolean migrated = parts.kube().completed(job);
    parts.learnPlacement();
    // Before the migration, which says that all before it is done, also to an up after a killed
    // one.
    boolean prepared = migrated && !changed.contains(NEW_REPOSITORY);
    if (prepared && parts.probe().all().stream().allMatch(MemberState::healthy)) {
      applySettings(changed);
      return;
    }
    MemberWait members = new MemberWait(unstartable.watching(parts.probe()::all), START);
    try (Step step = progress.begin("Waiting for the Postgres primary")) {
      members.primary();
      step.done("");
    }
    applySettings(changed);
    if (!prepared) {
      prepareBackups(progress);
    }
    if (!migrated) {
      migrate(migration, progress);
      changed.add("database migrated");
    }
    try (Step step = progress.begin("Waiting for every member")) {
      members.everybody();
      step.done(parts.lab().members().size() + " members healthy");
    }
    parts.learnPlacement();
  }

  private void migrate(GenericKubernetesResource migration, Progress progress) {
    String job = migration.getMetadata().getName();
    try (Step step = progress.begin("Migrating the database")) {
      Member primary = Redundancy.leaders(Component.POSTGRES, parts.probe().all()).getFirst();
      parts.sql().administer(primary, new DatabaseRoles(parts.secrets()::value).sql(), SQL);
      parts.applier().apply(List.of(migration), false);
      Await.until(
          "waiting for the Job " + job,
          START,
          POLL,
          ExitCode.MACHINE,
          unstartable.watching(() -> parts.kube().completed(job) ? "done" : "not done"),
          "done"::equals);
      step.done("");
    }
  }

  /** Until the repository knows the database, no member can push its log there. */
  private void prepareBackups(Progress progress) {
    try (Step step = progress.begin("Preparing backups")) {
      Await.until(
          "pgBackRest's stanza",
          START,
          POLL,
          ExitCode.MACHINE,
          unstartable.watching(this::createStanza),
          ""::equals);
      step.done("");
    }
  }

  /** Why there is none yet; harmless when there is. */
  private String createStanza() {
    Optional<Pod> repository =
        parts.kube().pods().stream()
            .filter(p -> p.getMetadata().getName().startsWith("backup-"))
            .findFirst();
    if (repository.isEmpty()) {
      return "the repository has no pod";
    }
    try {
      PodExec.Result result =
          parts
              .exec()
              .run(
                  repository.get().getMetadata().getName(),
                  "backup",
                  List.of(
                      "pgbackrest", "--stanza=lab", "--log-level-console=warn", "stanza-create"),
                  "",
                  STANZA);
      return result.exit() == 0 ? "" : (result.out() + result.err()).strip();
    } catch (LabctlException notYet) {
      // Its container may not run yet.
      return String.valueOf(notYet.getMessage());
    }
  }

  private void applySettings(List<String> changed) {
    List<String> names = PatroniSettings.of(parts.lab().spec()).apply(parts.patroni());
    if (!names.isEmpty()) {
      changed.add("Patroni's settings " + names);
    }
  }

  private Renderer renderer() {
    Lab lab = parts.lab();
    Map<String, String> images = parts.nodes().images();
    return new Renderer(
        lab, parts.nodes().owner(), images, parts.secrets()::value, parts.backupIdentity());
  }

  /** Stops the lab; with {@code purge} leaves nothing of it. */
  void down(boolean purge, Progress progress) {
    parts.nodes().down(purge, progress);
    if (purge) {
      parts.forget();
    }
  }
}

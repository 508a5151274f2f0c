package dev.labctl.platform.k3s;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.lab.Redundancy;
import dev.labctl.platform.k3s.docker.K3sImage;
import dev.labctl.platform.k3s.docker.PrivateFile;
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

  Control(K3sParts parts) {
    this.parts = parts;
  }

  /** What it did, one line a change; each step compares first, so that it can be run again. */
  List<String> up(Progress progress) {
    refuseWhatCannotWork();
    new K3sImage(parts.docker(), parts.cluster().image()).pullIfMissing(progress);
    List<String> changed = new ArrayList<>();
    parts.secrets().create((file, text) -> new PrivateFile(file).write(text), new SecureRandom());
    parts.createBackupIdentity();
    changed.addAll(
        parts.images().build(progress).stream().map(i -> "image " + i + " built").toList());
    try {
      changed.addAll(parts.nodes().createMissing(progress));
      parts.kubeconfigs().write(parts.addresses().api());
      parts.servers().await(API);
      changed.addAll(parts.images().importMissing(progress));
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
    List<String> changes = new ArrayList<>(parts.images().plan());
    List<String> nodes = parts.nodes().plan();
    changes.addAll(nodes);
    if (!nodes.isEmpty() || !parts.secrets().exist()) {
      // What is in a cluster that does not run cannot be compared.
      changes.add("apply the manifests");
      return changes;
    }
    Renderer renderer = renderer();
    Applier applier = new Applier(parts.servers());
    changes.addAll(applier.apply(renderer.objects(), true));
    changes.addAll(applier.prune(renderer.everything(), true));
    return changes;
  }

  private void refuseWhatCannotWork() {
    List<String> missing =
        parts.preflight().stream()
            .filter(f -> !f.ok())
            .map(f -> "%s: %s; %s".formatted(f.what(), f.actual(), f.nextStep()))
            .toList();
    if (!missing.isEmpty()) {
      throw LabctlException.machine(String.join("\n", missing));
    }
  }

  private void awaitNodes(Progress progress) {
    int wanted = parts.lab().everyNode().size();
    if (readyNodes() == wanted) {
      return;
    }
    try (Step step = progress.begin("Waiting for the nodes")) {
      Await.until(
          "waiting for every node to be ready",
          START,
          POLL,
          ExitCode.MACHINE,
          () -> "%d of %d are".formatted(readyNodes(), wanted),
          ("%d of %d are".formatted(wanted, wanted))::equals);
      step.done(wanted + " are ready");
    }
  }

  private long readyNodes() {
    return parts.kube().nodes().stream().filter((Node n) -> Kube.ready(n)).count();
  }

  private void apply(List<String> changed, Progress progress) {
    Renderer renderer = renderer();
    Applier applier = new Applier(parts.servers());
    try (Step step = progress.begin("Applying the manifests")) {
      List<GenericKubernetesResource> objects = renderer.objects();
      List<String> differing = new ArrayList<>(applier.apply(objects, false));
      differing.addAll(applier.prune(renderer.everything(), false));
      changed.addAll(differing);
      step.done("%d objects, %d changed".formatted(objects.size(), differing.size()));
    }
  }

  private void settle(List<String> changed, Progress progress) {
    GenericKubernetesResource migration = renderer().migration();
    String job = migration.getMetadata().getName();
    boolean migrated = parts.kube().completed(job);
    parts.learnPlacement();
    // Before the migration, which says that all before it is done, also to an up after a killed one.
    boolean prepared = migrated && !changed.contains(NEW_REPOSITORY);
    if (prepared && parts.probe().all().stream().allMatch(MemberState::healthy)) {
      applySettings(changed);
      return;
    }
    try (Step step = progress.begin("Waiting for the Postgres primary")) {
      new MemberWait(parts.probe()::all, START).primary();
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
      new MemberWait(parts.probe()::all, START).everybody();
      step.done(parts.lab().members().size() + " members healthy");
    }
    parts.learnPlacement();
  }

  private void migrate(GenericKubernetesResource migration, Progress progress) {
    String job = migration.getMetadata().getName();
    try (Step step = progress.begin("Migrating the database")) {
      Member primary = Redundancy.leaders(Component.POSTGRES, parts.probe().all()).getFirst();
      parts.sql().administer(primary, new DatabaseRoles(parts.secrets()::value).sql(), SQL);
      new Applier(parts.servers()).apply(List.of(migration), false);
      Await.until(
          "waiting for the Job " + job,
          START,
          POLL,
          ExitCode.MACHINE,
          () -> parts.kube().completed(job) ? "done" : "not done",
          "done"::equals);
      step.done("");
    }
  }

  /** Until the repository knows the database, no member can push its log there. */
  private void prepareBackups(Progress progress) {
    try (Step step = progress.begin("Preparing backups")) {
      Await.until(
          "pgBackRest's stanza", START, POLL, ExitCode.MACHINE, this::createStanza, ""::equals);
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
    Map<String, String> images = parts.images().names();
    return new Renderer(lab, images, parts.secrets()::value, parts.backupIdentity());
  }

  /** Stops the nodes; with {@code purge} leaves nothing of the lab on this machine. */
  void down(boolean purge, Progress progress) {
    if (parts.nodes().running()) {
      try (Step step = progress.begin("Stopping the nodes")) {
        parts.nodes().stop();
        step.done("none runs");
      }
    }
    if (purge) {
      try (Step step = progress.begin("Removing containers, network, data and passwords")) {
        parts.nodes().remove(true);
        parts.forget();
        step.done("");
      }
    }
  }
}

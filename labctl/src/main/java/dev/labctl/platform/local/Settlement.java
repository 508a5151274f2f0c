package dev.labctl.platform.local;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.platform.member.MemberProbe;
import dev.labctl.platform.member.MemberWait;
import dev.labctl.platform.member.Patroni;
import dev.labctl.platform.member.PatroniSettings;
import dev.labctl.process.Command;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.Step;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** What follows the start of the members: settings, roles and schema, until all are healthy. */
final class Settlement {
  private static final Duration START = Duration.ofSeconds(90);

  private final Layout layout;
  private final MemberUser user;
  private final Patroni patroni;
  private final Database database;
  private final MemberProbe probe;

  Settlement(
      Layout layout, MemberUser user, Patroni patroni, Database database, MemberProbe probe) {
    this.layout = layout;
    this.user = user;
    this.patroni = patroni;
    this.database = database;
    this.probe = probe;
  }

  void settle(ShortenerApp app, Renderer renderer, List<String> changed, Progress progress) {
    Path stamp = layout.app().resolve("migrated");
    boolean migrated = holds(stamp, app.version());
    if (migrated && probe.all().stream().allMatch(MemberState::healthy)) {
      applySettings(changed);
      return;
    }
    MemberWait members = new MemberWait(probe::all, START);
    try (Step step = progress.begin("Waiting for the Postgres primary")) {
      members.primary();
      step.done("");
    }
    applySettings(changed);
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
      members.everybody();
      step.done(layout.lab().members().size() + " members healthy");
    }
  }

  private void applySettings(List<String> changed) {
    List<String> applied = PatroniSettings.of(layout.lab().spec()).apply(patroni);
    if (!applied.isEmpty()) {
      changed.add("Patroni's settings " + applied);
    }
  }

  private void migrate(Renderer renderer) {
    Member any = layout.lab().members(Component.SHORTENER).getFirst();
    String line = renderer.java("migrate", layout.config(any).toString());
    Command.of(user.running(List.of("sh", "-c", "cd / && exec " + line)))
        .run(Duration.ofSeconds(60))
        .orThrow();
  }

  private static boolean holds(Path file, String content) {
    try {
      return Files.exists(file) && Files.readString(file).equals(content);
    } catch (IOException e) {
      throw LabctlException.machine("cannot read %s: %s".formatted(file, e), e);
    }
  }
}

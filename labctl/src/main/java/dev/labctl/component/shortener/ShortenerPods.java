package dev.labctl.component.shortener;

import dev.labctl.component.Settling;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.pods.ConfigFiles;
import dev.labctl.component.pods.PodActions;
import dev.labctl.component.pods.PodHost;
import dev.labctl.component.pods.PodImage;
import dev.labctl.component.pods.PodPart;
import dev.labctl.component.postgres.DatabaseRoles;
import dev.labctl.component.postgres.PodSql;
import dev.labctl.component.postgres.Postgres;
import dev.labctl.lab.Member;
import dev.labctl.lab.Redundancy;
import dev.labctl.progress.Progress.ProgressStep;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** The shortener in pods, and the Job that brings the schema to its version. */
final class ShortenerPods implements PodPart {
  private static final String MIGRATION = "migrate";

  private static final Duration SQL = Duration.ofSeconds(20);

  @Override
  public String pod() {
    return "shortener";
  }

  @Override
  public List<PodImage> images() {
    return List.of(new PodImage("shortener", true, false, ShortenerJar::inputs));
  }

  /** The Job fails until somebody has made the database's roles. */
  @Override
  public List<Application> applications() {
    return List.of(Application.of("shortener", 2), new Application(MIGRATION, 2, false));
  }

  @Override
  public int service() {
    return 30;
  }

  @Override
  public List<ConfigFiles> files(PodHost host) {
    Map<String, String> files =
        ShortenerRole.podFiles(host, Shortener.COMPONENT, host.members().port(Shortener.ADMIN));
    files.putAll(host.passwords(Postgres.OWNER));
    return List.of(ConfigFiles.secret("shortener", files));
  }

  @Override
  public void values(PodHost host, TemplateValues values) {
    String image = host.image("shortener");
    values
        .text("shortenerVersion", image.substring(image.lastIndexOf(':') + 1))
        .number("heapMegabytes", host.lab().spec().shortener().heapMegabytes());
  }

  @Override
  public void settle(PodActions actions, Settling settling) {
    if (actions.done(MIGRATION)) {
      return;
    }
    try (ProgressStep step = settling.progress().begin("Migrating the database")) {
      Member primary = Redundancy.leaders(Postgres.COMPONENT, settling.states().get()).getFirst();
      String roles = new DatabaseRoles(settling.inquiry().secrets()::value).sql();
      new PodSql(actions).administer(primary, roles, SQL);
      actions.run(MIGRATION);
      step.done("");
    }
    settling.changed().add("database migrated");
  }

  @Override
  public List<VersionedProgram> versions() {
    return List.of(VersionedProgram.of("java", "java"));
  }
}

package dev.labctl.component.shortener;

import dev.labctl.component.Settling;
import dev.labctl.component.local.LocalHost;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.local.MemberFiles;
import dev.labctl.component.local.Tool;
import dev.labctl.component.postgres.LocalSql;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Member;
import dev.labctl.process.Command;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.ProgressStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** The shortener as processes: this Java's runtime, and a copy of the built jar. */
final class ShortenerLocal implements LocalPart {
  private static final Duration MIGRATION = Duration.ofSeconds(60);

  @Override
  public List<Tool> tools() {
    return List.of();
  }

  @Override
  public void prepare(LocalHost host, Progress progress) {
    ShortenerApp.of(host).deploy();
    ShortenerJvm.of(host).train(host::asMember, progress);
  }

  @Override
  public MemberFiles files(LocalHost host, Member member) {
    return new ShortenerRole("serve").files(host, member, host.members().port(Shortener.ADMIN));
  }

  @Override
  public void settle(LocalHost host, Settling settling) {
    Path stamp = host.shared("app").resolve("migrated");
    String version = ShortenerApp.of(host).version();
    if (holds(stamp, version)) {
      return;
    }
    try (ProgressStep step = settling.progress().begin("Migrating the database")) {
      new LocalSql(host).prepare();
      Member any = host.lab().members(Shortener.COMPONENT).getFirst();
      String line = new ShortenerRole("migrate").line(host, host.config(any).toString());
      Command.of(host.asMember(List.of("sh", "-c", "cd / && exec " + line)))
          .run(MIGRATION)
          .orThrow();
      host.write(stamp, version);
      settling.changed().add("database migrated");
      step.done("");
    }
  }

  private static boolean holds(Path file, String content) {
    try {
      return Files.exists(file) && Files.readString(file).equals(content);
    } catch (IOException e) {
      throw LabctlException.machine("cannot read %s: %s".formatted(file, e), e);
    }
  }
}

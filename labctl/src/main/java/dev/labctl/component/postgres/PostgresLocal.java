package dev.labctl.component.postgres;

import dev.labctl.component.Settling;
import dev.labctl.component.Template;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.etcd.Etcd;
import dev.labctl.component.local.LocalHost;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.local.MemberFiles;
import dev.labctl.component.local.StopOrder;
import dev.labctl.component.local.Tool;
import dev.labctl.lab.Member;
import dev.labctl.progress.Progress;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Patroni and its Postgres as processes, with etcd as their store. */
final class PostgresLocal implements LocalPart {
  static final Tool PSQL = Tool.program("psql", "postgresql-client", PostgresPrograms::folder);
  private static final Tool PATRONI = Tool.program("patroni", "patroni");
  private static final Tool POSTGRES =
      Tool.program("postgres", "postgresql", PostgresPrograms::folder);

  /** Patroni's package is content with the library of any store; since Debian 13 not etcd's. */
  private static final Tool PYTHON_ETCD =
      Tool.library(Path.of("/usr/lib/python3/dist-packages/etcd/__init__.py"), "python3-etcd");

  @Override
  public List<Tool> tools() {
    return List.of(PATRONI, PYTHON_ETCD, POSTGRES, PSQL);
  }

  @Override
  public List<VersionedTool> versions() {
    return List.of(VersionedTool.of("patroni", PATRONI), VersionedTool.of("postgres", POSTGRES));
  }

  @Override
  public void prepare(LocalHost host, Progress progress) {
    String password = host.secrets().value(Postgres.SUPERUSER);
    host.write(LocalSql.pgpass(host), "*:*:*:postgres:%s%n".formatted(password));
  }

  @Override
  public MemberFiles files(LocalHost host, Member member) {
    TemplateValues values =
        host.values(member)
            .text("pgpass", host.folder(member).resolve("pgpass").toString())
            .text("postgresBin", PostgresPrograms.folder().map(Path::toString).orElse("/usr/bin"))
            .lines("dynamic", PatroniSettings.of(host.lab().spec()).json())
            .lines("etcdHosts", host.members().list(Etcd.COMPONENT, Etcd.CLIENT));
    return MemberFiles.of(
        "patroni.yaml",
        Template.beside(PostgresLocal.class, "patroni-local.yaml").fill(values),
        host.script(member, PATRONI, "config/patroni.yaml"));
  }

  @Override
  public void settle(LocalHost host, Settling settling) {
    PatroniSettings.settle(settling);
  }

  /** Patroni's postmaster is no child of its own: the pid file is where Postgres says it. */
  @Override
  public Optional<PidFile> mainProcess() {
    return Optional.of(new PidFile("postmaster.pid", "postgres"));
  }

  /** The primary last, so that no standby is promoted on the way. */
  @Override
  public StopOrder stopped() {
    return StopOrder.LEADER_LAST;
  }

  @Override
  public Map<String, String> shell(LocalHost host) {
    Member any = host.lab().members(Postgres.COMPONENT).getFirst();
    return Map.of("PATRONICTL", "patronictl -c %s/patroni.yaml".formatted(host.config(any)));
  }
}

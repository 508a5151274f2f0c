package dev.labctl.component.postgres;

import static java.util.stream.Collectors.joining;

import dev.labctl.component.local.LocalHost;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Member;
import dev.labctl.process.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** SQL as the superuser, straight to members that are processes here, by psql. */
public record LocalSql(LocalHost host) {
  /** The superuser's password in libpq's format. */
  static Path pgpass(LocalHost host) {
    return host.secrets().beside("pgpass");
  }

  /** Makes roles and database where they are missing. */
  public void prepare() {
    String hosts =
        host.lab().members(Postgres.COMPONENT).stream()
            .map(m -> m.node().address())
            .collect(joining(","));
    String sql = new DatabaseRoles(host.secrets()::value).sql();
    psql(hosts, "postgres", Duration.ofSeconds(20))
        .with("PGTARGETSESSIONATTRS", "primary")
        .withInput(sql)
        .run(Duration.ofSeconds(20))
        .orThrow();
  }

  /** The answer of one member, one line a row. */
  public String query(Member member, String sql, Duration limit) {
    Command.Result result =
        psql(member.node().address(), "shortener", limit).withInput(sql).run(limit.plusSeconds(1));
    if (result.exit() != 0) {
      throw LabctlException.machine(
          "SQL on %s failed: %s".formatted(member.name(), result.err().strip()));
    }
    return result.out();
  }

  private Command psql(String hosts, String database, Duration limit) {
    return Command.of(
            List.of(
                host.path(PostgresLocal.PSQL),
                "-X",
                "-q",
                "-t",
                "-A",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                hosts,
                "-p",
                Integer.toString(host.lab().spec().ports().postgres()),
                "-U",
                "postgres",
                "-d",
                database))
        .with("PGPASSFILE", pgpass(host).toString())
        .with("PGCONNECT_TIMEOUT", "2")
        .with("PGOPTIONS", "-c statement_timeout=" + limit.toMillis());
  }
}

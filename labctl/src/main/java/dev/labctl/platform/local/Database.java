package dev.labctl.platform.local;

import static java.util.stream.Collectors.joining;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Member;
import dev.labctl.platform.local.Tools.Tool;
import dev.labctl.platform.member.DatabaseRoles;
import dev.labctl.platform.member.Secrets;
import dev.labctl.process.Command;
import java.time.Duration;
import java.util.List;

/** SQL as the superuser, straight to the members, by psql. */
final class Database {
  private final Layout layout;
  private final Secrets secrets;
  private final Tools tools;

  Database(Layout layout, Secrets secrets, Tools tools) {
    this.layout = layout;
    this.secrets = secrets;
    this.tools = tools;
  }

  /** Makes roles and database where they are missing. */
  void prepare() {
    String hosts =
        layout.lab().members(Component.POSTGRES).stream()
            .map(m -> m.node().address())
            .collect(joining(","));
    String sql = new DatabaseRoles(secrets::value).sql();
    psql(hosts, "postgres", Duration.ofSeconds(20))
        .with("PGTARGETSESSIONATTRS", "primary")
        .withInput(sql)
        .run(Duration.ofSeconds(20))
        .orThrow();
  }

  /** The answer of one member as CSV without a header. */
  String query(Member member, String sql, Duration limit) {
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
                tools.path(Tool.PSQL),
                "-X",
                "-q",
                "-t",
                "--csv",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                hosts,
                "-p",
                Integer.toString(layout.lab().spec().ports().postgres()),
                "-U",
                "postgres",
                "-d",
                database))
        .with("PGPASSFILE", secrets.pgpass().toString())
        .with("PGCONNECT_TIMEOUT", "2")
        .with("PGOPTIONS", "-c statement_timeout=" + limit.toMillis());
  }
}

package dev.labctl.platform.local;

import static java.util.stream.Collectors.joining;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Component;
import dev.labctl.lab.Member;
import dev.labctl.platform.local.Secrets.Secret;
import dev.labctl.platform.local.Tools.Tool;
import dev.labctl.process.Command;
import java.time.Duration;
import java.util.List;

/** SQL as the superuser, straight to the members, by psql. */
final class Database {
  private static final String ROLES =
      """
      -- A failing statement must not put a password into the server's log.
      SET log_min_error_statement = panic;
      SELECT 'CREATE ROLE shortener_owner LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shortener_owner') \\gexec
      SELECT 'CREATE ROLE shortener_app LOGIN' WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'shortener_app') \\gexec
      ALTER ROLE shortener_owner PASSWORD '%s';
      ALTER ROLE shortener_app PASSWORD '%s';
      SELECT 'CREATE DATABASE shortener OWNER shortener_owner' WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = 'shortener') \\gexec
      """;

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
    String sql = ROLES.formatted(secrets.value(Secret.OWNER), secrets.value(Secret.APP));
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

package dev.labctl.component.postgres;

import dev.labctl.component.pods.PodActions;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Member;
import java.time.Duration;
import java.util.List;

/** SQL as the superuser, by psql in a member's own pod: no proxy, no password. */
public record PodSql(PodActions actions) {
  /** The answer of one member, one line a row. */
  public String query(Member member, String sql, Duration limit) {
    return psql(member, "shortener", sql, limit);
  }

  /** Runs a script that is not about the lab's database, on the primary. */
  public void administer(Member primary, String script, Duration limit) {
    psql(primary, "postgres", script, limit);
  }

  private String psql(Member member, String database, String sql, Duration limit) {
    PodActions.Output result =
        actions.inMember(
            member,
            List.of(
                "env",
                "PGOPTIONS=-c statement_timeout=" + limit.toMillis(),
                "psql",
                "-X",
                "-q",
                "-t",
                "-A",
                "-v",
                "ON_ERROR_STOP=1",
                "-h",
                "/run/postgresql",
                "-U",
                "postgres",
                "-d",
                database),
            // Standard input stays open, so psql is told where it ends.
            sql + "\n;\n\\q\n",
            limit.plusSeconds(2));
    if (result.exit() != 0) {
      throw LabctlException.machine(
          "SQL on %s failed: %s".formatted(member.name(), result.err().strip()));
    }
    return result.out();
  }
}

package dev.labctl.platform.k3s;

import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Member;
import java.time.Duration;
import java.util.List;

/** SQL as the superuser, by psql in a member's own pod: no proxy, no password. */
record PodSql(PodExec exec) {
  /** The answer of one member as CSV without a header. */
  String query(Member member, String sql, Duration limit) {
    return psql(member, "shortener", sql, limit);
  }

  /** Runs a script that is not about the lab's database, on the primary. */
  void administer(Member primary, String script, Duration limit) {
    psql(primary, "postgres", script, limit);
  }

  private String psql(Member member, String database, String sql, Duration limit) {
    PodExec.Result result =
        exec.run(
            Pods.name(member),
            member.component().label(),
            List.of(
                "env",
                "PGOPTIONS=-c statement_timeout=" + limit.toMillis(),
                "psql",
                "-X",
                "-q",
                "-t",
                "--csv",
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

package dev.labctl.platform.member;

import dev.labctl.platform.member.Secrets.Secret;
import java.util.Map;
import java.util.function.Function;

/**
 * The SQL (for psql) that makes the database and its three roles where they are missing; run as
 * superuser on the primary. It holds passwords: for standard input only.
 */
public record DatabaseRoles(Function<Secret, String> password) {
  /** The script. */
  public String sql() {
    return Template.shared("roles.sql")
        .fill(
            Map.of(
                "ownerPassword", password.apply(Secret.OWNER),
                "appPassword", password.apply(Secret.APP),
                "readerPassword", password.apply(Secret.READER)));
  }
}

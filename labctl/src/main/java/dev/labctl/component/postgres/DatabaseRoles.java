package dev.labctl.component.postgres;

import dev.labctl.component.Secret;
import dev.labctl.component.Template;
import dev.labctl.component.TemplateValues;
import java.util.function.Function;

/**
 * The SQL (for psql) that makes the database and its three roles where they are missing; run as
 * superuser on the primary. It holds passwords: for standard input only.
 */
public record DatabaseRoles(Function<Secret, String> password) {
  /** The script. */
  public String sql() {
    return Template.beside(DatabaseRoles.class, "roles.sql")
        .fill(
            new TemplateValues()
                .text("ownerPassword", password.apply(Postgres.OWNER))
                .text("appPassword", password.apply(Postgres.APP))
                .text("readerPassword", password.apply(Postgres.READER)));
  }
}

package dev.labctl.shortener.postgres;

import dev.labctl.shortener.auth.ApiKey;
import dev.labctl.shortener.auth.Directory;
import dev.labctl.shortener.auth.Identity;
import dev.labctl.shortener.user.Scope;
import java.time.Duration;
import java.util.Optional;

/** Credentials in Postgres. */
public final class PostgresDirectory implements Directory {
  private static final Duration READ_LIMIT = Duration.ofMillis(500);
  private static final String BY_ID =
      "select id, admin, generation from users where id = ? and active";
  // A function: the role that reads replicas may know a key, and not list them.
  private static final String BY_KEY = "select id, admin, generation, scopes from key_owner(?)";
  private static final String TOKEN_KEY = "select secret from token_keys";

  private final Database database;

  public PostgresDirectory(Compartment compartment) {
    this.database = new Database(compartment, READ_LIMIT);
  }

  @Override
  public Optional<Identity> byKey(ApiKey.Hash hash) {
    return database.get(
        BY_KEY,
        row ->
            new Identity(
                row.number("id"),
                row.flag("admin"),
                row.integer("generation"),
                Scope.parse(row.texts("scopes")),
                true),
        hash.hex());
  }

  @Override
  public Optional<Identity> byId(long user) {
    return database.get(BY_ID, PostgresDirectory::identity, user);
  }

  /** The key that all instances sign access tokens with; only the writing role may read it. */
  public byte[] tokenKey() {
    return database.one(TOKEN_KEY, row -> row.bytes("secret"));
  }

  static Identity identity(Row row) {
    return new Identity(row.number("id"), row.flag("admin"), row.integer("generation"));
  }
}

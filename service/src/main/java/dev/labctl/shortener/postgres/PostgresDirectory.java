package dev.labctl.shortener.postgres;

import dev.labctl.shortener.auth.ApiKey;
import dev.labctl.shortener.auth.Directory;
import dev.labctl.shortener.auth.Identity;
import java.time.Duration;
import java.util.Optional;

/** Credentials in Postgres. */
public final class PostgresDirectory implements Directory {
  private static final Duration READ_LIMIT = Duration.ofMillis(500);
  private static final String BY_ID =
      "select id, admin, generation from users where id = ? and active";
  private static final String BY_KEY =
      """
      select users.id, admin, generation
      from api_keys join users on users.id = user_id
      where hash = ? and active and (expires_at is null or expires_at > now())
      """;
  private static final String TOKEN_KEY = "select secret from token_keys";

  private final Database database;

  public PostgresDirectory(Compartment compartment) {
    this.database = new Database(compartment, READ_LIMIT);
  }

  @Override
  public Optional<Identity> byKey(ApiKey.Hash hash) {
    return database.get(BY_KEY, PostgresDirectory::identity, hash.hex());
  }

  @Override
  public Optional<Identity> byId(long user) {
    return database.get(BY_ID, PostgresDirectory::identity, user);
  }

  @Override
  public byte[] tokenKey() {
    return database.one(TOKEN_KEY, row -> row.bytes("secret"));
  }

  static Identity identity(Row row) {
    return new Identity(row.number("id"), row.flag("admin"), row.integer("generation"));
  }
}

package dev.labctl.shortener.postgres;

import dev.labctl.shortener.auth.Identity;
import dev.labctl.shortener.auth.SignIns;
import dev.labctl.shortener.auth.SignIns.Candidate;
import dev.labctl.shortener.user.PasswordHash;
import dev.labctl.shortener.user.UserName;
import java.time.Duration;
import java.util.Optional;

/** Sign-ins on Postgres' primary: whoever signs in is written down, or does not get in. */
public final class PostgresSignIns implements SignIns.Store {
  private static final Duration READ_LIMIT = Duration.ofMillis(500);
  private static final Duration WRITE_LIMIT = Duration.ofMillis(1100);
  private static final String FIND =
      "select id, generation, password_hash from users where name = ? and active";
  private static final String SIGNED_IN =
      """
      with found as (
        select id, admin, generation from users where id = ? and generation = ? and active),
      event as (
        insert into events (action, entity, entity_id, actor)
        select 'login', 'user', id::text, id from found)
      select * from found
      """;

  private final Database reads;
  private final Database writes;

  public PostgresSignIns(Compartment primary) {
    this.reads = new Database(primary, READ_LIMIT);
    this.writes = new Database(primary, WRITE_LIMIT);
  }

  @Override
  public Optional<Candidate> find(UserName name) {
    return reads.get(
        FIND,
        row -> {
          String hash = row.textOrNull("password_hash");
          return new Candidate(
              row.number("id"),
              row.integer("generation"),
              hash == null ? null : new PasswordHash(hash));
        },
        name.value());
  }

  @Override
  public Optional<Identity> signedIn(Candidate candidate) {
    return writes.get(
        SIGNED_IN, PostgresDirectory::identity, candidate.user(), candidate.generation());
  }
}

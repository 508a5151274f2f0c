package dev.labctl.shortener.postgres;

import dev.labctl.shortener.click.VisitorSalts;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The days' salts in Postgres' primary. */
public final class PostgresSalts implements VisitorSalts {
  private static final Duration LIMIT = Duration.ofMillis(1000);
  private static final int BYTES = 16;

  // An upsert that changes nothing returns the row that another instance was quicker to make.
  private static final String FIND =
      """
      with gone as (
        delete from visitor_salts
        where day < ((now() - interval '1 hour') at time zone 'UTC')::date)
      insert into visitor_salts as s (day, salt) values (?, ?)
      on conflict (day) do update set salt = s.salt
      returning salt
      """;

  private final Database database;
  private final SecureRandom random;

  public PostgresSalts(Compartment primary, SecureRandom random) {
    this.database = new Database(primary, LIMIT);
    this.random = random;
  }

  @Override
  public Map<LocalDate, byte[]> find(List<LocalDate> days) {
    Map<LocalDate, byte[]> salts = new HashMap<>();
    for (LocalDate day : days) {
      byte[] salt = new byte[BYTES];
      random.nextBytes(salt);
      salts.put(day, database.one(FIND, row -> row.bytes("salt"), day, salt));
    }
    return salts;
  }
}

package dev.labctl.shortener.postgres;

import dev.labctl.shortener.guard.SharedTrips;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Destination;
import dev.labctl.shortener.link.RedirectStatus;
import dev.labctl.shortener.link.Target;
import dev.labctl.shortener.redirect.LinkLookup;
import dev.labctl.shortener.redirect.Resolution;
import dev.labctl.shortener.redirect.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads links, those that are asked for at the same time in one statement; the server itself says
 * whether it is a replica, since roles change in mid-pool.
 */
public final class PostgresLookup implements LinkLookup {
  private static final Duration REPLICA_LIMIT = Duration.ofMillis(300);
  private static final Duration PRIMARY_LIMIT = Duration.ofMillis(500);
  private static final Duration PATIENCE = Duration.ofMillis(300);

  // Postgres has a process for each; more would leave each with few questions.
  private static final int ROUND_TRIPS = 4;

  /** Where codes lead; {@code bin/bench} runs it for one, without all that is around it here. */
  public static final String FIND =
      "select code, target, status, active, expires_at, max_visits is not null as counted,"
          + " valid_since, forward_query, pg_is_in_recovery() as replica from links where code ="
          + " any(?)";

  private final Database database;
  private final SharedTrips<String, Resolution> trips;

  private PostgresLookup(Compartment compartment, Duration limit) {
    this.database = new Database(compartment, limit);
    this.trips =
        new SharedTrips<>(
            "postgres " + compartment.server(), ROUND_TRIPS, this::findAll, PATIENCE, PATIENCE);
  }

  /** Reads through a pool of replicas. */
  public static PostgresLookup replica(Compartment replicas) {
    return new PostgresLookup(replicas, REPLICA_LIMIT);
  }

  /** Reads through a pool of connections to the primary. */
  public static PostgresLookup primary(Compartment primary) {
    return new PostgresLookup(primary, PRIMARY_LIMIT);
  }

  @Override
  public Optional<Resolution> find(Code code) {
    return Optional.ofNullable(trips.ask(code.value()));
  }

  private List<@Nullable Resolution> findAll(List<String> codes) {
    Map<String, Resolution> found = new HashMap<>();
    database
        .list(
            FIND,
            row -> Map.entry(row.text("code"), resolution(row)),
            (Object) codes.toArray(String[]::new))
        .forEach(link -> found.put(link.getKey(), link.getValue()));
    List<@Nullable Resolution> inOrder = new ArrayList<>(codes.size());
    codes.forEach(code -> inOrder.add(found.get(code)));
    return inOrder;
  }

  private static Resolution resolution(Row row) {
    return new Resolution(
        new Destination(
            new Target(row.text("target")),
            RedirectStatus.of(row.integer("status")),
            row.flag("active"),
            row.instantOrNull("expires_at"),
            row.flag("counted"),
            row.instantOrNull("valid_since"),
            row.flag("forward_query")),
        row.flag("replica") ? Source.REPLICA : Source.PRIMARY);
  }
}

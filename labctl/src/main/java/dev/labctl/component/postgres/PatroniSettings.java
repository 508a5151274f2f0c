package dev.labctl.component.postgres;

import dev.labctl.component.Inquiry;
import dev.labctl.component.Settling;
import dev.labctl.json.Json;
import dev.labctl.spec.ClusterSpec;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/**
 * Patroni's settings that the whole cluster shares; also applied to a running one.
 *
 * @param failsafe a primary that reaches all members keeps the lead while the store is away: K3s'
 *     API is, for 5 to 10 s, whenever its etcd elects
 * @param archive every member's log is pushed to pgBackRest's repository
 */
public record PatroniSettings(
    ClusterSpec.PostgresSettings postgres, boolean failsafe, boolean archive) {
  /** Those of a cluster. */
  public static PatroniSettings of(ClusterSpec spec) {
    boolean kubernetes = spec.kubernetes() != null;
    return new PatroniSettings(spec.postgres(), kubernetes, kubernetes);
  }

  /** The settings as JSON, for a member's file: they count when the cluster is first made. */
  public String json() {
    return Json.lines().writeValueAsString(all());
  }

  private Map<String, Object> all() {
    Map<String, Object> settings = new TreeMap<>();
    settings.put("ttl", postgres.ttlSeconds());
    settings.put("loop_wait", postgres.loopWaitSeconds());
    settings.put("retry_timeout", postgres.retryTimeoutSeconds());
    settings.put("maximum_lag_on_failover", 1_048_576);
    settings.put("synchronous_mode", true);
    settings.put("synchronous_mode_strict", postgres.synchronousStrict());
    if (failsafe) {
      settings.put("failsafe_mode", true);
    }
    // At once to a standby instead of waiting for the dead one; the second name is Patroni 4's.
    settings.put("master_start_timeout", 0);
    settings.put("primary_start_timeout", 0);
    Map<String, Object> parameters = new TreeMap<>();
    if (archive) {
      parameters.put("archive_mode", "on");
      parameters.put("archive_command", "pgbackrest --stanza=lab archive-push \"%p\"");
      // What a restore can lose at most when the primary's node and volume are gone.
      parameters.put("archive_timeout", "60s");
    }
    parameters.put("shared_buffers", "64MB");
    parameters.put("max_connections", 120);
    parameters.put("wal_keep_size", "128MB");
    parameters.put("max_wal_size", "256MB");
    // A frozen standby leaves pg_stat_replication after this time, and another becomes synchronous.
    parameters.put("wal_sender_timeout", "3s");
    parameters.put("wal_receiver_timeout", "3s");
    parameters.put("wal_receiver_status_interval", "1s");
    parameters.put("wal_retrieve_retry_interval", "500ms");
    parameters.put("log_checkpoints", "off");
    parameters.put("max_parallel_workers", 2);
    settings.put(
        "postgresql",
        new TreeMap<>(Map.of("use_pg_rewind", true, "use_slots", true, "parameters", parameters)));
    return settings;
  }

  /** Waits for the primary, and gives a running cluster what it has otherwise. */
  static void settle(Settling settling) {
    settling.await(
        "the Postgres primary",
        seen ->
            seen.stream()
                .filter(s -> s.member().component().equals(Postgres.COMPONENT))
                .anyMatch(s -> "primary".equals(s.role()) && s.healthy()));
    Inquiry inquiry = settling.inquiry();
    List<String> names = of(inquiry.lab().spec()).apply(Patroni.of(inquiry));
    if (!names.isEmpty()) {
      settling.changed().add("Patroni's settings " + names);
    }
  }

  /**
   * Changes the settings of a running cluster that differ; none while no member answers.
   *
   * @return the names of those that were changed, sorted
   */
  public List<String> apply(Patroni patroni) {
    Optional<JsonNode> actual = patroni.settings();
    if (actual.isEmpty()) {
      return List.of();
    }
    Map<String, Object> differing = new TreeMap<>();
    all()
        .forEach(
            (key, value) -> {
              if (!actual.get().path(key).equals(Json.lines().valueToTree(value))) {
                differing.put(key, value);
              }
            });
    if (!differing.isEmpty()) {
      patroni.configure(Json.lines().writeValueAsString(differing));
    }
    return List.copyOf(differing.keySet());
  }
}

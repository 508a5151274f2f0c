package dev.labctl.component.postgres;

import dev.labctl.component.Vitals;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Judges Postgres members together: a replica streams only if its primary says so.
 *
 * @param answers what Patroni says of each member that answers, by the member's name
 */
record PostgresJudge(Map<String, JsonNode> answers, InstantSource clock) {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSSSSS][.SSSSS][.SSSS][.SSS][.SS][.S]XXX");

  Vitals judge(String member) {
    JsonNode self = answers.get(member);
    if (self == null) {
      return Vitals.down("no answer from Patroni");
    }
    return isPrimary(self) ? primary(self) : replica(member, self);
  }

  private Vitals primary(JsonNode self) {
    boolean running = running(self);
    boolean locked = !self.path("cluster_unlocked").asBoolean(false);
    boolean latest = latest(self);
    String detail = running ? pause(self) : state(self);
    // Patroni promotes only a synchronous standby: without one, the next failover would not come.
    boolean covered =
        answers.entrySet().stream()
            .anyMatch(
                a ->
                    a.getValue().path("sync_standby").asBoolean(false)
                        && streams(self, a.getKey()));
    if (running && !locked) {
      detail = "without the leader's lock";
    } else if (running && !latest) {
      detail = "has not stepped down; another is primary";
    } else if (running && !covered) {
      detail = "no synchronous standby yet";
    }
    boolean healthy = running && locked && latest && covered;
    return new Vitals(running && latest ? "primary" : null, healthy, null, timeline(self), detail);
  }

  /**
   * Whether no other primary has a timeline as late. One thawed after a failover says for a second
   * or two what it said before it froze, its own standbys included.
   */
  private boolean latest(JsonNode primary) {
    return answers.values().stream()
        .filter(j -> j != primary && isPrimary(j) && running(j))
        .noneMatch(j -> j.path("timeline").asInt(0) >= primary.path("timeline").asInt(0));
  }

  private Vitals replica(String member, JsonNode self) {
    boolean running = running(self);
    Optional<JsonNode> leader =
        answers.values().stream()
            .filter(j -> isPrimary(j) && j.path("xlog").has("location") && latest(j))
            .findFirst();
    boolean streaming = leader.filter(j -> streams(j, member)).isPresent();
    String sync = self.path("sync_standby").asBoolean(false) ? "synchronous" : "";
    String detail = running ? (streaming ? sync : "does not stream") : state(self);
    if (!pause(self).isEmpty()) {
      detail = (detail + " " + pause(self)).strip();
    }
    Double lag = leader.isPresent() && running ? lag(self, leader.get()) : null;
    return new Vitals(
        running ? "replica" : null, running && streaming, lag, timeline(self), detail);
  }

  private static boolean isPrimary(JsonNode self) {
    return List.of("master", "primary").contains(self.path("role").asString(""));
  }

  private static boolean streams(JsonNode leader, String name) {
    return leader
        .path("replication")
        .valueStream()
        .anyMatch(
            r ->
                r.path("application_name").asString("").equals(name)
                    && r.path("state").asString("").equals("streaming"));
  }

  /** Age of the last replayed transaction, or 0 when the leader has written nothing since. */
  private @Nullable Double lag(JsonNode self, JsonNode leader) {
    JsonNode xlog = self.path("xlog");
    if (xlog.path("replayed_location").asLong(0)
        >= leader.path("xlog").path("location").asLong(0)) {
      return 0.0;
    }
    String replayed = xlog.path("replayed_timestamp").asString("");
    try {
      Instant at = OffsetDateTime.parse(replayed, TIME).toInstant();
      return Math.max(0, (clock.millis() - at.toEpochMilli()) / 1000.0);
    } catch (DateTimeParseException nothingReplayedYet) {
      return null;
    }
  }

  private static String state(JsonNode self) {
    return self.path("state").asString("unknown");
  }

  private static boolean running(JsonNode self) {
    return List.of("running", "streaming").contains(state(self));
  }

  private static @Nullable Integer timeline(JsonNode self) {
    return self.has("timeline") ? self.path("timeline").asInt(0) : null;
  }

  private static String pause(JsonNode self) {
    return self.path("pause").asBoolean(false) ? "failover paused" : "";
  }
}

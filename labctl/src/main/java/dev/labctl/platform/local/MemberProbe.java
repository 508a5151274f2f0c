package dev.labctl.platform.local;

import dev.labctl.lab.Component;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.platform.local.Secrets.Secret;
import dev.labctl.platform.local.Web.Answer;
import dev.labctl.spec.ClusterSpec.Ports;
import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Asks every member how it is, side by side, so that a frozen one delays nobody's answer. */
final class MemberProbe {
  private static final DateTimeFormatter POSTGRES_TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss[.SSSSSS][.SSSSS][.SSSS][.SSS][.SS][.S]XXX");

  private final Layout layout;
  private final Secrets secrets;
  private final Web web;
  private final Patroni patroni;
  private final InstantSource clock;
  private final Function<Member, Optional<String>> identity;

  MemberProbe(
      Layout layout,
      Secrets secrets,
      Web web,
      Patroni patroni,
      InstantSource clock,
      Function<Member, Optional<String>> identity) {
    this.layout = layout;
    this.secrets = secrets;
    this.web = web;
    this.patroni = patroni;
    this.clock = clock;
    this.identity = identity;
  }

  List<MemberState> all() {
    Map<String, MemberState> states = new ConcurrentHashMap<>();
    Map<String, JsonNode> postgres = new ConcurrentHashMap<>();
    List<Thread> threads = new ArrayList<>();
    for (Member member : layout.lab().members()) {
      threads.add(
          Thread.ofVirtual()
              .start(
                  () -> {
                    if (member.component() == Component.POSTGRES) {
                      patroni.self(member).ifPresent(json -> postgres.put(member.name(), json));
                    } else {
                      states.put(member.name(), one(member));
                    }
                  }));
    }
    for (Thread thread : threads) {
      join(thread);
    }
    for (Member member : layout.lab().members(Component.POSTGRES)) {
      states.put(member.name(), postgres(member, postgres));
    }
    return layout.lab().members().stream()
        .map(m -> Optional.ofNullable(states.get(m.name())).orElseGet(() -> down(m, "no answer")))
        .toList();
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw dev.labctl.exit.LabctlException.of(
          dev.labctl.exit.ExitCode.INTERRUPTED, "interrupted", e);
    }
  }

  private MemberState one(Member member) {
    Ports p = layout.lab().spec().ports();
    return switch (member.component()) {
      case ETCD -> etcd(member, p.etcdClient());
      case POSTGRES -> throw new IllegalArgumentException("Postgres members are judged together");
      case REDIS -> redis(member, p.redis());
      case SENTINEL -> sentinel(member, p.sentinel());
      case SHORTENER -> http(member, p.shortenerAdmin(), "/health/ready", "instance");
      case HAPROXY -> http(member, p.haproxyMetrics(), "/health", null);
      case PROMETHEUS -> http(member, p.prometheus(), "/-/ready", null);
      case ALERTMANAGER -> http(member, p.alertmanager(), "/-/ready", null);
    };
  }

  private MemberState http(Member member, int port, String path, @Nullable String role) {
    Optional<Answer> answer = web.get(uri(member, port, path));
    if (answer.isEmpty()) {
      return down(member, "no answer");
    }
    int status = answer.get().status();
    boolean healthy = status / 100 == 2;
    return state(member, role, healthy, null, null, healthy ? "" : path + " says " + status);
  }

  private MemberState etcd(Member member, int port) {
    Optional<Answer> answer = web.post(uri(member, port, "/v3/maintenance/status"), "{}");
    if (answer.isEmpty() || answer.get().status() != 200) {
      return down(member, "no answer");
    }
    JsonNode json = answer.get().json();
    String leader = json.path("leader").asString("0");
    String self = json.path("header").path("member_id").asString("");
    boolean healthy = !leader.equals("0");
    String role = leader.equals(self) ? "leader" : "follower";
    return state(member, healthy ? role : null, healthy, null, null, healthy ? "" : "no leader");
  }

  private MemberState redis(Member member, int port) {
    try (Resp redis = new Resp(member.node().address(), port, secrets.value(Secret.REDIS))) {
      Map<String, String> info = new HashMap<>();
      for (String line : redis.call("INFO", "replication").getFirst().split("\r\n")) {
        int colon = line.indexOf(':');
        if (colon > 0) {
          info.put(line.substring(0, colon), line.substring(colon + 1));
        }
      }
      if ("master".equals(info.get("role"))) {
        String detail = info.getOrDefault("connected_slaves", "0") + " replicas";
        return state(member, "master", true, null, null, detail);
      }
      boolean up = "up".equals(info.get("master_link_status"));
      long silent = Long.parseLong(info.getOrDefault("master_last_io_seconds_ago", "-1"));
      // The master pings every second, so silence up to one second is no lag.
      Double lag = up ? Double.valueOf(Math.max(0, silent - 1)) : null;
      String detail = up ? "of " + info.get("master_host") : "no link to its master";
      return state(member, "replica", up, lag, null, detail);
    } catch (IOException | NumberFormatException e) {
      return down(member, "no answer");
    }
  }

  private MemberState sentinel(Member member, int port) {
    try (Resp sentinel = new Resp(member.node().address(), port, secrets.value(Secret.SENTINEL))) {
      String quorum = sentinel.call("SENTINEL", "CKQUORUM", "shortener").getFirst();
      return state(member, null, quorum.startsWith("OK"), null, null, "");
    } catch (java.net.ProtocolException e) {
      String message = String.valueOf(e.getMessage());
      return state(member, null, false, null, null, message);
    } catch (IOException e) {
      return down(member, "no answer");
    }
  }

  private MemberState postgres(Member member, Map<String, JsonNode> all) {
    JsonNode self = all.get(member.name());
    if (self == null) {
      return down(member, "no answer from Patroni");
    }
    String patroniState = self.path("state").asString("unknown");
    boolean running = patroniState.equals("running") || patroniState.equals("streaming");
    Integer timeline = self.has("timeline") ? self.path("timeline").asInt(0) : null;
    boolean primary = List.of("master", "primary").contains(self.path("role").asString(""));
    String pause = self.path("pause").asBoolean(false) ? "failover paused" : "";
    if (primary) {
      boolean locked = !self.path("cluster_unlocked").asBoolean(false);
      String detail = running ? pause : patroniState;
      // Patroni promotes only a synchronous standby: without one, the next failover would not come.
      boolean covered =
          all.values().stream().anyMatch(j -> j.path("sync_standby").asBoolean(false));
      if (running && !locked) {
        detail = "without the leader's lock";
      } else if (running && !covered) {
        detail = "no synchronous standby yet";
      }
      boolean healthy = running && locked && covered;
      return state(member, running ? "primary" : null, healthy, null, timeline, detail);
    }
    Optional<JsonNode> leader =
        all.values().stream()
            .filter(j -> j.has("xlog") && j.path("xlog").has("location"))
            .findFirst();
    boolean streaming = leader.filter(j -> streams(j, member.name())).isPresent();
    String sync = self.path("sync_standby").asBoolean(false) ? "synchronous" : "";
    String detail = running ? (streaming ? sync : "does not stream") : patroniState;
    if (!pause.isEmpty()) {
      detail = (detail + " " + pause).strip();
    }
    Double lag = leader.isPresent() && running ? lag(self, leader.get()) : null;
    return state(member, running ? "replica" : null, running && streaming, lag, timeline, detail);
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
      Instant at = OffsetDateTime.parse(replayed, POSTGRES_TIME).toInstant();
      return Math.max(0, (clock.millis() - at.toEpochMilli()) / 1000.0);
    } catch (DateTimeParseException nothingReplayedYet) {
      return null;
    }
  }

  private MemberState down(Member member, String detail) {
    return state(member, null, false, null, null, detail);
  }

  private MemberState state(
      Member member,
      @Nullable String role,
      boolean healthy,
      @Nullable Double lag,
      @Nullable Integer timeline,
      String detail) {
    String id = identity.apply(member).orElse(null);
    boolean well = healthy && id != null;
    String words = id == null && detail.equals("no answer") ? "does not run" : detail;
    return new MemberState(member, id, role, well, lag, timeline, words);
  }

  private static URI uri(Member member, int port, String path) {
    return URI.create("http://%s:%d%s".formatted(member.node().address(), port, path));
  }
}

package dev.labctl.report;

import dev.labctl.json.Json;
import dev.labctl.report.evaluate.Evaluator;
import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.evidence.PrometheusAnswer;
import dev.labctl.report.evidence.Query.QueryKind;
import dev.labctl.report.model.Report;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.Expectations;
import dev.labctl.spec.Scenario.FaultSpec;
import dev.labctl.spec.Scenario.Guard;
import dev.labctl.spec.Scenario.Load;
import dev.labctl.spec.Scenario.Objective;
import dev.labctl.spec.Scenario.Operation;
import dev.labctl.spec.Scenario.Popularity;
import dev.labctl.spec.Scenario.Sli;
import dev.labctl.spec.Scenario.Stage;
import dev.labctl.spec.Scenario.SteadyStateCheck;
import dev.labctl.spec.Scenario.Stream;
import dev.labctl.spec.Scenario.Tier;
import dev.labctl.spec.Target;
import dev.labctl.timeline.Event;
import dev.labctl.timeline.MachineSample;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import tools.jackson.databind.JsonNode;

/**
 * A run that never happened: 120 s of load with two faults, the first of which fails writes for 2.6
 * s. Tests change one thing of it and look what the report makes of that. Long because a run is:
 * its evidence is written out, so that a reader can check a figure by hand.
 */
final class FixtureRun {
  static final String ID = "20261124-010203-failover";
  static final Instant START = Instant.parse("2026-11-24T01:02:03Z");
  static final Instant T0 = Instant.parse("2026-11-24T01:02:20Z");
  static final Instant KILL = T0.plusMillis(30_250);
  static final Instant REDIS = T0.plusMillis(80_100);
  static final int LENGTH = 120;
  private static final double[] BOUNDS = {
    0.001, 0.002, 0.004, 0.008, 0.016, 0.032, 0.064, 0.1, 0.2, 0.3, 0.5, 0.8, 1.2, 2, 2.5
  };

  private Scenario scenario = scenarioWithFaults();
  private final List<Event> events = new ArrayList<>(timeline());
  private final Map<String, PrometheusAnswer> answers = new TreeMap<>();
  private final Map<String, List<Map<String, Object>>> added = new TreeMap<>();
  private final List<MachineSample> machine = new ArrayList<>();
  private final Map<String, List<String>> logs = new TreeMap<>();

  FixtureRun() {
    new FixtureMetrics().answers().forEach(a -> answers.put(a.id(), a));
  }

  static Scenario scenarioWithFaults() {
    var tiers = List.of(new Tier(0.03, 0.6), new Tier(0.17, 0.3), new Tier(0.8, 0.1));
    return new Scenario(
        "failover",
        "Two faults under load",
        "scenarios/failover.yaml",
        new Load(
            1000,
            Scenario.Caches.COLD,
            Duration.ofSeconds(8),
            List.of(
                new Stream(
                    "redirects",
                    Operation.REDIRECT,
                    new Popularity.Tiers(tiers),
                    50,
                    List.of(new Stage(Duration.ofSeconds(LENGTH), 50))),
                new Stream(
                    "creates",
                    Operation.CREATE,
                    new Popularity.Uniform(),
                    2,
                    List.of(new Stage(Duration.ofSeconds(LENGTH), 2))))),
        List.of(new SteadyStateCheck("min(up{job=\"shortener\"}) == 1", Duration.ofSeconds(3))),
        List.of(
            new FaultSpec(
                "kill-primary",
                Duration.ofSeconds(30),
                "postgres-primary-kill",
                Target.parse("role:postgres-primary"),
                Optional.of(Duration.ofSeconds(10)),
                new Expectations(Duration.ofSeconds(10), Duration.ZERO, 0.05)),
            new FaultSpec(
                "kill-redis",
                Duration.ofSeconds(80),
                "redis-master-kill",
                Target.parse("role:redis-master"),
                Optional.empty(),
                new Expectations(null, Duration.ZERO, null))),
        List.of(new Guard("sum(rate(client_errors_total[5s])) > 50", Duration.ofSeconds(10))),
        List.of(
            objective("redirects-p95", Sli.LATENCY, "redirects", 0.95, 0.3, null, "steady"),
            objective("creates-p95", Sli.LATENCY, "creates", 0.95, 0.8, null, "steady"),
            objective("errors", Sli.ERROR_RATIO, null, null, 0.01, null, "all"),
            objective("rate", Sli.THROUGHPUT, null, null, null, 45.0, "all"),
            objective("available", Sli.AVAILABILITY, null, null, null, 0.99, "all"),
            objective("hits", Sli.CACHE_HIT_RATIO, null, null, null, 0.9, "steady")));
  }

  static Objective objective(
      String id, Sli sli, String stream, Double quantile, Double max, Double min, String phase) {
    return new Objective(id, sli, stream, quantile, max, min, phase);
  }

  static ClusterSpec cluster() {
    return new ClusterSpec(
        "local",
        "local",
        "clusters/local.yaml",
        List.of("127.0.10.1", "127.0.10.2", "127.0.10.3"),
        "127.0.10.10",
        new ClusterSpec.Ports(
            2379, 2380, 8008, 5432, 6379, 26379, 8080, 9080, 8080, 8404, 9090, 9093, 9400, 9401),
        new ClusterSpec.ShortenerSettings("service/target/shortener.jar", 192),
        new ClusterSpec.PostgresSettings(20, 2, 5, false),
        null,
        null,
        null,
        null);
  }

  static List<Event> timeline() {
    var versions =
        new TreeMap<>(Map.of("postgresql", "15.14", "patroni", "3.0.2", "redis", "7.0.15"));
    return List.of(
        new Event.RunStarted(
            START,
            ID,
            "failover",
            "local",
            "local",
            42,
            1.0,
            "0.1.0",
            versions,
            2,
            25_769_803_776L,
            null),
        new Event.LoadStarted(T0),
        new Event.PhaseStarted(T0, "steady"),
        new Event.SteadyStateChecked(
            T0.plusSeconds(29), "kill-primary", "before", true, "held 3 s"),
        injected(
            KILL,
            "kill-primary",
            "postgres-primary-kill",
            "role:postgres-primary",
            "postgres-2",
            List.of("PostgresNoPrimary", "PostgresMemberDown")),
        new Event.PhaseStarted(KILL, "fault:kill-primary"),
        new Event.FaultLanded(KILL.plusMillis(90), "kill-primary", true, "pid 4711 is gone"),
        new Event.AlertFiring(
            KILL.plusMillis(1900), "PostgresNoPrimary", Map.of("severity", "page")),
        new Event.LeaderChanged(KILL.plusMillis(2400), "postgres", "postgres-2", "postgres-1", 2),
        new Event.OutageEnded(
            KILL.plusMillis(5000),
            "write",
            KILL.plusMillis(50),
            KILL.plusMillis(2650),
            KILL.plusMillis(2680),
            52,
            "status 503"),
        new Event.AlertResolved(
            KILL.plusMillis(4900), "PostgresNoPrimary", Map.of("severity", "page")),
        new Event.FaultUndone(
            KILL.plusMillis(9800), "kill-primary", "none-needed", "postgres-2 is back"),
        new Event.PhaseStarted(KILL.plusMillis(9800), "recovery:kill-primary"),
        new Event.Redundant(KILL.plusMillis(12_700), "kill-primary"),
        new Event.PhaseStarted(KILL.plusMillis(15_000), "steady"),
        injected(
            REDIS,
            "kill-redis",
            "redis-master-kill",
            "role:redis-master",
            "redis-1",
            List.of("RedisNoMaster")),
        new Event.PhaseStarted(REDIS, "fault:kill-redis"),
        new Event.FaultLanded(REDIS.plusMillis(60), "kill-redis", true, "pid 4802 is gone"),
        new Event.LeaderChanged(REDIS.plusMillis(1800), "redis", "redis-1", "redis-3", null),
        new Event.FaultUndone(
            REDIS.plusMillis(2100), "kill-redis", "none-needed", "redis-1 is back"),
        new Event.PhaseStarted(REDIS.plusMillis(2100), "recovery:kill-redis"),
        new Event.Redundant(REDIS.plusMillis(3400), "kill-redis"),
        new Event.PhaseStarted(REDIS.plusMillis(10_000), "steady"),
        new Event.LoadEnded(T0.plusSeconds(LENGTH + 3), 0, 6240, 6240, 0, 6),
        new Event.ProbeSummary(T0.plusSeconds(LENGTH + 4), 2480, 0, 2480, 52),
        new Event.LedgerVerified(T0.plusSeconds(LENGTH + 8), 2428, 2428, 0, 0, 0, 52),
        new Event.RunEnded(T0.plusSeconds(LENGTH + 9), false));
  }

  private static Event.FaultInjected injected(
      Instant at, String id, String kind, String target, String member, List<String> alerts) {
    return new Event.FaultInjected(
        at,
        id,
        kind,
        target,
        "node-" + member.substring(member.length() - 1),
        member,
        "4711@1234",
        alerts);
  }

  FixtureRun scenario(UnaryOperator<Scenario> change) {
    scenario = change.apply(scenario);
    return this;
  }

  FixtureRun without(Predicate<Event> which) {
    events.removeIf(which);
    return this;
  }

  FixtureRun with(Event... more) {
    events.addAll(List.of(more));
    events.sort(Comparator.comparing(Event::at));
    return this;
  }

  FixtureRun replacing(Event replacement) {
    without(replacement.getClass()::isInstance);
    return with(replacement);
  }

  FixtureRun evidence(PrometheusAnswer answer) {
    answers.put(answer.id(), answer);
    return this;
  }

  FixtureRun withoutEvidence() {
    answers.clear();
    return this;
  }

  PrometheusAnswer answer(String id) {
    return answers.get(id);
  }

  Scenario scenario() {
    return scenario;
  }

  List<Event> events() {
    return List.copyOf(events);
  }

  Evidence evidence() {
    return new Evidence(answers.values(), machine, logs, List.of());
  }

  /** The machine's samples: from T0 on, all four figures as shares of the time. */
  FixtureRun machine(double cpuPressure, double busy, double steal) {
    for (int s = 0; s <= LENGTH; s++) {
      machine.add(
          new MachineSample(
              T0.plusSeconds(s),
              Math.round(s * 200 * busy),
              Math.round(s * 200 * steal),
              s * 200L,
              Math.round(s * 1e6 * cpuPressure),
              0L,
              0L,
              s == 0 ? 0.002 : null));
    }
    return this;
  }

  /** A series for each second of the load, by its value at that second. */
  FixtureRun series(String id, Map<String, String> labels, IntToDoubleFunction value) {
    var values = new ArrayList<List<Object>>();
    for (int s = 0; s <= LENGTH; s++) {
      values.add(List.of(T0.getEpochSecond() + s, Double.toString(value.applyAsDouble(s))));
    }
    return element(id, QueryKind.RANGE, "matrix", Map.of("metric", labels, "values", values));
  }

  /** An element of an instant vector. */
  FixtureRun value(String id, Map<String, String> labels, double value) {
    return element(
        id,
        QueryKind.INSTANT,
        "vector",
        Map.of("metric", labels, "value", List.of(0, Double.toString(value))));
  }

  private FixtureRun element(String id, QueryKind kind, String type, Map<String, Object> element) {
    List<Map<String, Object>> all = added.computeIfAbsent(id, _ -> new ArrayList<>());
    all.add(element);
    return evidence(
        answer(
            id,
            kind,
            Json.lines()
                .valueToTree(
                    Map.of(
                        "status", "success", "data", Map.of("resultType", type, "result", all)))));
  }

  Map<String, List<String>> logs() {
    return logs;
  }

  FixtureRun log(String member, String... lines) {
    logs.put(member, List.of(lines));
    return this;
  }

  Report evaluate() {
    return new Evaluator().evaluate(scenario, cluster(), events, evidence());
  }

  static PrometheusAnswer answer(String id, QueryKind kind, JsonNode response) {
    boolean range = kind == QueryKind.RANGE;
    return new PrometheusAnswer(
        id,
        "fixture(" + id + ")",
        kind,
        range ? T0 : T0.plusSeconds(LENGTH + 9),
        T0.plusSeconds(LENGTH + 9),
        range ? 1 : 0,
        "success",
        response);
  }

  /** What Prometheus would have answered. */
  private static final class FixtureMetrics {
    private static final List<String> PHASES =
        List.of(
            "steady",
            "fault:kill-primary",
            "recovery:kill-primary",
            "fault:kill-redis",
            "recovery:kill-redis");
    private final Map<String, List<Map<String, Object>>> vectors = new TreeMap<>();
    private final Map<String, List<Map<String, Object>>> matrices = new TreeMap<>();

    List<PrometheusAnswer> answers() {
      cumulative();
      overTime();
      var answers = new ArrayList<PrometheusAnswer>();
      vectors.forEach(
          (id, rows) -> answers.add(answer(id, QueryKind.INSTANT, response("vector", rows))));
      matrices.forEach(
          (id, rows) -> answers.add(answer(id, QueryKind.RANGE, response("matrix", rows))));
      return answers;
    }

    private static JsonNode response(String type, List<Map<String, Object>> rows) {
      return Json.lines()
          .valueToTree(
              new TreeMap<>(
                  Map.of(
                      "status",
                      "success",
                      "data",
                      new TreeMap<>(Map.of("resultType", type, "result", rows)))));
    }

    private static String phaseAt(int second) {
      if (second < 30) {
        return "steady";
      }
      if (second < 40) {
        return "fault:kill-primary";
      }
      if (second < 45) {
        return "recovery:kill-primary";
      }
      if (second < 80) {
        return "steady";
      }
      return second < 82 ? "fault:kill-redis" : second < 90 ? "recovery:kill-redis" : "steady";
    }

    /** Creates fail while there is no primary. */
    private static int errorsIn(int second, String stream) {
      return stream.equals("creates") && second >= 30 && second < 33 ? 2 : 0;
    }

    private static int rate(String stream) {
      return stream.equals("creates") ? 2 : 50;
    }

    /** How many of 50 redirects or 2 creates are within a bound, by second. */
    private static double within(double bound, String stream, int second) {
      double slow = second >= 30 && second < 34 || second >= 80 && second < 82 ? 4 : 1;
      double typical = (stream.equals("creates") ? 0.012 : 0.004) * slow;
      return rate(stream) * (1 - Math.exp(-Math.pow(bound / typical, 1.3)));
    }

    private void cumulative() {
      for (String stream : List.of("redirects", "creates")) {
        String operation = stream.equals("creates") ? "create" : "redirect";
        for (String phase : PHASES) {
          int[] seconds =
              java.util.stream.IntStream.range(0, LENGTH)
                  .filter(s -> phaseAt(s).equals(phase))
                  .toArray();
          int errors = java.util.Arrays.stream(seconds).map(s -> errorsIn(s, stream)).sum();
          int all = seconds.length * rate(stream);
          Map<String, String> labels = labels(stream, operation, phase);
          vector("requests", plus(labels, "outcome", "ok"), all - errors);
          vector("offered", Map.of("run", ID, "stream", stream, "phase", phase), all);
          vector("dropped", Map.of("run", ID, "stream", stream, "phase", phase), 0);
          if (errors > 0) {
            vector("requests", plus(labels, "outcome", "error"), errors);
            vector(
                "errors",
                Map.of("run", ID, "stream", stream, "phase", phase, "reason", "status"),
                errors);
          }
          for (String kind : List.of("response", "service")) {
            double faster = kind.equals("service") ? 1.1 : 1;
            for (double bound : BOUNDS) {
              double count =
                  java.util.Arrays.stream(seconds)
                      .mapToDouble(s -> within(bound * faster, stream, s))
                      .sum();
              vector(
                  kind + "-buckets", plus(labels, "le", Double.toString(bound)), Math.floor(count));
            }
            vector(kind + "-buckets", plus(labels, "le", "+Inf"), all);
            vector(kind + "-max", labels, phase.startsWith("fault") ? 0.41 : 0.093);
          }
          if (operation.equals("redirect")) {
            long redis = Math.round(all * 0.25);
            long replica = Math.round(all * 0.03);
            source(phase, "l1", all - redis - replica);
            source(phase, "redis", redis);
            source(phase, "replica", replica);
          }
        }
      }
      List.of(3598, 1811, 591)
          .forEach(
              count ->
                  vector(
                      "tiers",
                      Map.of(
                          "run",
                          ID,
                          "stream",
                          "redirects",
                          "tier",
                          Integer.toString(vectors.getOrDefault("tiers", List.of()).size())),
                      count));
    }

    private void source(String phase, String source, long count) {
      vector(
          "sources",
          Map.of("run", ID, "stream", "redirects", "phase", phase, "source", source),
          count);
    }

    private void overTime() {
      for (String stream : List.of("redirects", "creates")) {
        matrix("requests-over-time", Map.of("stream", stream), s -> s * rate(stream));
      }
      matrix("offered-over-time", Map.of(), s -> s * 52);
      matrix("outcomes-over-time", Map.of("outcome", "ok"), s -> s * 52 - errorsUntil(s));
      matrix("outcomes-over-time", Map.of("outcome", "error"), FixtureMetrics::errorsUntil);
      matrix(
          "errors-by-phase-over-time",
          Map.of("phase", "fault:kill-primary"),
          FixtureMetrics::errorsUntil);
      matrix("errors-over-time", Map.of("reason", "status"), FixtureMetrics::errorsUntil);
      for (double bound : BOUNDS) {
        matrix(
            "response-over-time",
            Map.of("le", Double.toString(bound)),
            s -> Math.floor(until(bound, s)));
      }
      matrix("response-over-time", Map.of("le", "+Inf"), s -> s * 52);
      new TreeMap<>(Map.of("l1", 36.0, "redis", 12.5, "replica", 1.5))
          .forEach(
              (source, rate) ->
                  matrix("sources-over-time", Map.of("source", source), s -> Math.floor(s * rate)));
      matrix("gatling-up", Map.of("job", "gatling"), _ -> 1);
      for (int i = 1; i <= 3; i++) {
        int member = i;
        matrix(
            "up-over-time",
            Map.of("job", "patroni", "instance", "patroni-" + i),
            s -> member == 2 && s >= 31 && s < 39 ? 0 : 1);
        matrix("up-over-time", Map.of("job", "shortener", "instance", "shortener-" + i), _ -> 1);
        if (i != 1) {
          matrix(
              "replication-lag-over-time",
              Map.of("instance", "postgres-" + i),
              s -> s >= 31 && s < 40 ? (40 - s) * 81_920 : (s * 37 + member * 512) % 4096);
        }
      }
    }

    private static double errorsUntil(int second) {
      return java.util.stream.IntStream.range(0, second).map(s -> errorsIn(s, "creates")).sum();
    }

    private static double until(double bound, int second) {
      return java.util.stream.IntStream.range(0, second)
          .mapToDouble(s -> within(bound, "redirects", s) + within(bound, "creates", s))
          .sum();
    }

    private static Map<String, String> labels(String stream, String operation, String phase) {
      return Map.of("run", ID, "stream", stream, "operation", operation, "phase", phase);
    }

    private static Map<String, String> plus(Map<String, String> labels, String name, String value) {
      var more = new TreeMap<>(labels);
      more.put(name, value);
      return more;
    }

    private void vector(String id, Map<String, String> labels, double value) {
      var row = new LinkedHashMap<String, Object>();
      row.put("metric", new TreeMap<>(labels));
      row.put("value", List.of(T0.getEpochSecond() + LENGTH + 9, text(value)));
      vectors.computeIfAbsent(id, _ -> new ArrayList<>()).add(row);
    }

    private void matrix(
        String id, Map<String, String> labels, java.util.function.IntToDoubleFunction value) {
      var values = new ArrayList<List<Object>>();
      for (int s = 0; s <= LENGTH + 3; s++) {
        values.add(
            List.of(T0.getEpochSecond() + s, text(value.applyAsDouble(Math.min(s, LENGTH)))));
      }
      var row = new LinkedHashMap<String, Object>();
      row.put("metric", new TreeMap<>(labels));
      row.put("values", values);
      matrices.computeIfAbsent(id, _ -> new ArrayList<>()).add(row);
    }

    private static String text(double value) {
      return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
  }
}

package dev.labctl.report.evaluate;

import dev.labctl.prometheus.TimeSeries;
import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.evidence.Queries;
import dev.labctl.report.model.Report.FailingInstance;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Instances that answered nearly every request of a method with an error of the server while others
 * served that method. A balancer that tries elsewhere hides such an instance from every client, and
 * its readiness may hide it from every check.
 */
public final class InstanceFailures {
  private static final double NEARLY_ALL = 0.9;
  private static final double SERVING = 0.5;
  private static final int WINDOW = 5;

  /** Shorter stretches are what any failover looks like from one instance. */
  private static final int MIN_SECONDS = 10;

  /** Seconds without a request that do not end a stretch. */
  private static final int MAX_GAP = 10;

  private static final int LOG_LINES = 3;

  /** The answer of an instance that said to HAProxy that it cannot write, and so was not asked. */
  static final String NO_WRITES = "not writable";

  private final Evidence evidence;

  /** Looks into the instances' own counters. */
  public InstanceFailures(Evidence evidence) {
    this.evidence = evidence;
  }

  private record FailingStretch(long from, long to) {}

  /** All of them, the longest first. */
  public List<FailingInstance> all() {
    var failing = new ArrayList<FailingInstance>();
    Map<String, Map<String, List<TimeSeries>>> byMethod =
        evidence.series(Queries.ANSWERS_OVER_TIME).stream()
            .collect(
                Collectors.groupingBy(
                    s -> s.label("http_request_method"),
                    TreeMap::new,
                    Collectors.groupingBy(
                        s -> s.label("instance"), TreeMap::new, Collectors.toList())));
    byMethod.forEach(
        (method, instances) ->
            instances.keySet().stream()
                .flatMap(
                    i -> stretches(i, instances).stream().map(s -> of(i, method, instances, s)))
                .forEach(failing::add));
    writers().stream().flatMap(w -> outOfWrites(w).stream()).forEach(failing::add);
    failing.sort(Comparator.comparingDouble(FailingInstance::seconds).reversed());
    return failing;
  }

  private static List<FailingStretch> stretches(
      String instance, Map<String, List<TimeSeries>> instances) {
    List<TimeSeries> own = instances.getOrDefault(instance, List.of());
    Set<Long> seconds = new TreeSet<>();
    own.forEach(s -> seconds.addAll(s.values().keySet()));
    var stretches = new ArrayList<FailingStretch>();
    long from = -1;
    long last = -1;
    for (long second : seconds) {
      Double ratio = errorRatio(own, second);
      boolean bad =
          ratio != null && ratio >= NEARLY_ALL && othersServe(instance, instances, second);
      boolean good = ratio != null && ratio < NEARLY_ALL;
      if (from >= 0 && (good || second - last > MAX_GAP)) {
        stretches.add(new FailingStretch(from, last));
        from = -1;
      }
      if (bad) {
        from = from < 0 ? beginning(own, second) : from;
        last = second;
      }
    }
    if (from >= 0) {
      stretches.add(new FailingStretch(from, last));
    }
    return stretches.stream().filter(s -> s.to() - s.from() >= MIN_SECONDS).toList();
  }

  /** The second before the first of the errors in the window that no success came after. */
  private static long beginning(List<TimeSeries> own, long second) {
    long first = second;
    for (long s = second; s > second - WINDOW; s--) {
      long before = s - 1;
      long at = s;
      boolean served =
          own.stream().filter(a -> !error(a)).anyMatch(a -> a.increase(before, at) > 0);
      if (served) {
        break;
      }
      if (own.stream().filter(InstanceFailures::error).anyMatch(a -> a.increase(before, at) > 0)) {
        first = at;
      }
    }
    return first - 1;
  }

  private static boolean othersServe(
      String instance, Map<String, List<TimeSeries>> instances, long second) {
    return instances.entrySet().stream()
        .filter(e -> !e.getKey().equals(instance))
        .map(e -> errorRatio(e.getValue(), second))
        .anyMatch(ratio -> ratio != null && ratio < SERVING);
  }

  /** Of the last seconds; null without a request. */
  private static @Nullable Double errorRatio(List<TimeSeries> answers, long second) {
    double all = answers.stream().mapToDouble(s -> s.increase(second - WINDOW, second)).sum();
    double errors =
        answers.stream()
            .filter(InstanceFailures::error)
            .mapToDouble(s -> s.increase(second - WINDOW, second))
            .sum();
    return all == 0 ? null : Double.valueOf(errors / all);
  }

  /** 425 is what an instance tells HAProxy where it would tell a client 503. */
  private static boolean error(TimeSeries answers) {
    String status = answers.label("http_response_status_code");
    return status.startsWith("5") || status.equals("425");
  }

  private List<TimeSeries> writers() {
    return evidence.series(Queries.WRITERS_OVER_TIME);
  }

  /** Stretches in which an instance ran and HAProxy gave its writes to others alone. */
  private List<FailingInstance> outOfWrites(TimeSeries writer) {
    String instance = writer.label("server");
    var stretches = new ArrayList<FailingStretch>();
    long from = -1;
    long last = -1;
    List<TimeSeries> up = running(instance);
    List<TimeSeries> others =
        writers().stream().filter(w -> !w.label("server").equals(instance)).toList();
    for (long second : writer.values().keySet()) {
      boolean out = at(writer, second) == 0 && any(up, second) && any(others, second);
      if (from >= 0 && (!out || second - last > MAX_GAP)) {
        stretches.add(new FailingStretch(from, last));
        from = -1;
      }
      if (out) {
        from = from < 0 ? second : from;
        last = second;
      }
    }
    if (from >= 0) {
      stretches.add(new FailingStretch(from, last));
    }
    return stretches.stream()
        .filter(s -> s.to() - s.from() >= MIN_SECONDS)
        .map(s -> found(instance, "POST", NO_WRITES, s, 0))
        .toList();
  }

  private static double at(TimeSeries series, long second) {
    return series.values().getOrDefault(second, 0.0);
  }

  private List<TimeSeries> running(String instance) {
    return evidence.series(Queries.UP_OVER_TIME).stream()
        .filter(s -> s.label("instance").equals(instance))
        .toList();
  }

  private static boolean any(List<TimeSeries> series, long second) {
    return series.stream().anyMatch(s -> at(s, second) == 1);
  }

  private FailingInstance found(
      String instance, String method, String answer, FailingStretch stretch, long failures) {
    Instant from = Instant.ofEpochSecond(stretch.from());
    Instant to = Instant.ofEpochSecond(stretch.to());
    return new FailingInstance(
        instance,
        method,
        answer,
        from,
        to,
        stretch.to() - stretch.from(),
        failures,
        dependency(instance, stretch),
        evidence.log(instance, from, to, LOG_LINES));
  }

  private FailingInstance of(
      String instance,
      String method,
      Map<String, List<TimeSeries>> instances,
      FailingStretch stretch) {
    List<TimeSeries> errors =
        instances.getOrDefault(instance, List.of()).stream()
            .filter(InstanceFailures::error)
            .toList();
    Comparator<TimeSeries> most =
        Comparator.comparingDouble(s -> s.increase(stretch.from(), stretch.to()));
    return found(
        instance,
        method,
        errors.stream().max(most).map(s -> s.label("http_response_status_code")).orElse(""),
        stretch,
        (long) errors.stream().mapToDouble(s -> s.increase(stretch.from(), stretch.to())).sum());
  }

  /** The dependency whose circuit breaker was open for most of the stretch. */
  private @Nullable String dependency(String instance, FailingStretch stretch) {
    return evidence.series(Queries.BREAKERS_OVER_TIME).stream()
        .filter(s -> s.label("instance").equals(instance) && open(s, stretch) > 0)
        .max(Comparator.comparingLong(s -> open(s, stretch)))
        .map(s -> s.label("dependency"))
        .orElse(null);
  }

  private static long open(TimeSeries breaker, FailingStretch stretch) {
    return breaker.values().subMap(stretch.from(), true, stretch.to(), true).values().stream()
        .filter(v -> v > 0)
        .count();
  }
}

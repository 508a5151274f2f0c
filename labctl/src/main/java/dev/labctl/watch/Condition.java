package dev.labctl.watch;

import dev.labctl.prometheus.PrometheusClient;
import dev.labctl.prometheus.PrometheusClient.Answer;
import dev.labctl.prometheus.Sample;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A PromQL comparison as a question with three answers. A comparison filters: what it leaves holds,
 * and an empty result is "does not hold" (with {@code bool}, a value other than 0 holds). But it is
 * also empty when what it compares does not exist, for counters appear with their first event and
 * vanish with their scrape target. So an empty result counts as "does not hold" only while
 * Prometheus scrapes the job that would have the series; otherwise there are no data.
 */
final class Condition {
  /** Which job has the metrics that begin like this; others are asked of any job. */
  private static final List<Source> SOURCES =
      List.of(
          new Source("client_", "gatling"),
          new Source("shortener_", "shortener"),
          new Source("http_server_", "shortener"),
          new Source("patroni_", "patroni"),
          new Source("haproxy_", "haproxy"),
          new Source("etcd_", "etcd"),
          new Source("lab_", "labctl"));

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"|'[^']*'|`[^`]*`");
  private static final Pattern BOOL = Pattern.compile("(==|!=|<=|>=|<|>)\\s*bool\\b");
  private final String promql;
  private final Function<String, Answer> prometheus;
  private final boolean bool;
  private final List<String> liveness;

  Condition(String promql, PrometheusClient prometheus) {
    this(promql, prometheus::query);
  }

  Condition(String promql, Function<String, Answer> prometheus) {
    this.promql = promql;
    this.prometheus = prometheus;
    this.bool = BOOL.matcher(promql).find();
    this.liveness = liveness(promql);
  }

  private record Source(String prefix, String job) {}

  /** What is known now. */
  sealed interface State {
    /** The condition holds; {@code values} for people. */
    record Holds(String values) implements State {}

    /** It does not hold. */
    record HoldsNot(String values) implements State {}

    /** Nobody knows. */
    record NoData(String why) implements State {}
  }

  String promql() {
    return promql;
  }

  State ask() {
    return switch (prometheus.apply(promql)) {
      case Answer.Failed(String reason) -> new State.NoData(reason);
      case Answer.Samples(List<Sample> samples) when samples.isEmpty() -> empty();
      case Answer.Samples(List<Sample> samples) when samples.stream().anyMatch(this::holds) ->
          new State.Holds(words(samples));
      case Answer.Samples(List<Sample> samples) -> new State.HoldsNot(words(samples));
    };
  }

  private State empty() {
    for (String query : liveness) {
      switch (prometheus.apply(query)) {
        case Answer.Failed(String reason) -> {
          return new State.NoData(reason);
        }
        case Answer.Samples(List<Sample> samples) -> {
          if (samples.isEmpty()) {
            return new State.NoData("nothing is scraped: " + query + " is empty");
          }
        }
      }
    }
    return new State.HoldsNot("no sample fulfils it");
  }

  private boolean holds(Sample sample) {
    return !bool || sample.value() != 0;
  }

  private static String words(List<Sample> samples) {
    return samples.stream()
        .limit(5)
        .map(s -> s.labels().isEmpty() ? "" + s.value() : s.labels() + " " + s.value())
        .collect(Collectors.joining(", "));
  }

  /** One question per job that the condition's metrics come from. */
  private static List<String> liveness(String promql) {
    String names = TEXT.matcher(promql).replaceAll("");
    Set<String> jobs = new LinkedHashSet<>();
    NAME.matcher(names)
        .results()
        .map(MatchResult::group)
        .forEach(
            name ->
                SOURCES.stream()
                    .filter(s -> name.startsWith(s.prefix()))
                    .forEach(s -> jobs.add(s.job())));
    if (jobs.isEmpty()) {
      return List.of("count(up == 1)");
    }
    return jobs.stream().map(job -> "count(up{job=\"" + job + "\"} == 1)").toList();
  }
}

package dev.labctl.watch;

import dev.labctl.prometheus.PrometheusClient;
import dev.labctl.prometheus.PrometheusClient.QueryAnswer;
import dev.labctl.prometheus.Sample;
import dev.labctl.promql.InvalidPromQlException;
import dev.labctl.promql.PromQl;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A PromQL comparison as a question with three answers. A comparison filters: what it leaves holds,
 * and an empty result means "does not hold". But PromQL also answers a comparison with NaN, as if
 * NaN were a number, so a condition is asked in two ways: where it may hold for some value in place
 * of a NaN, and where it holds for certain. Between the two there are no data.
 *
 * <p>A result is also empty when what it compares does not exist, for counters appear with their
 * first event and vanish with their scrape target. So an empty result counts as "does not hold"
 * only while Prometheus scrapes the job that would have the series; otherwise there are no data.
 */
final class Condition {
  /** Which job has the metrics that begin like this; others are asked of any job. */
  private static final List<MetricsJob> SOURCES =
      List.of(
          new MetricsJob("client_", "gatling"),
          new MetricsJob("shortener_", "shortener"),
          new MetricsJob("http_server_", "shortener"),
          new MetricsJob("patroni_", "patroni"),
          new MetricsJob("haproxy_", "haproxy"),
          new MetricsJob("etcd_", "etcd"),
          new MetricsJob("lab_", "labctl"));

  private static final Pattern NAME = Pattern.compile("[a-zA-Z_:][a-zA-Z0-9_:]*");
  private static final Pattern TEXT = Pattern.compile("\"[^\"]*\"|'[^']*'|`[^`]*`");
  private final String promql;
  private final Function<String, QueryAnswer> prometheus;
  private final PromQl.ThreeValued known;
  private final List<String> liveness;

  Condition(String promql, PrometheusClient prometheus) {
    this(promql, prometheus::query);
  }

  Condition(String promql, Function<String, QueryAnswer> prometheus) {
    this.promql = promql;
    this.prometheus = prometheus;
    this.known = known(promql);
    this.liveness = liveness(promql);
  }

  private static PromQl.ThreeValued known(String promql) {
    try {
      return PromQl.condition(promql).known();
    } catch (InvalidPromQlException e) {
      // The reader of the scenario has refused it before; who makes one by hand learns here.
      throw new IllegalArgumentException(promql + ": " + e.problem(), e);
    }
  }

  private record MetricsJob(String prefix, String job) {}

  /** What is known now. */
  sealed interface State {
    /** The condition holds; {@code values} for people. */
    record Holds(String values) implements State {}

    /** It does not hold. */
    record HoldsNot(String values) implements State {}

    /** There are no data to tell by. */
    record NoData(String why) implements State {}
  }

  String promql() {
    return promql;
  }

  State ask() {
    return switch (prometheus.apply(known.possible())) {
      case QueryAnswer.Failed(String reason, _) -> new State.NoData(reason);
      case QueryAnswer.Samples(List<Sample> samples) when samples.isEmpty() -> empty();
      case QueryAnswer.Samples(List<Sample> samples) -> certain(samples);
    };
  }

  private State certain(List<Sample> possible) {
    return switch (prometheus.apply(known.certain())) {
      case QueryAnswer.Failed(String reason, _) -> new State.NoData(reason);
      case QueryAnswer.Samples(List<Sample> samples) when samples.isEmpty() ->
          new State.NoData("it compares with NaN, which is no number: " + words(possible));
      case QueryAnswer.Samples(List<Sample> samples) -> new State.Holds(words(samples));
    };
  }

  private State empty() {
    for (String query : liveness) {
      switch (prometheus.apply(query)) {
        case QueryAnswer.Failed(String reason, _) -> {
          return new State.NoData(reason);
        }
        case QueryAnswer.Samples(List<Sample> samples) -> {
          if (samples.isEmpty()) {
            return new State.NoData("nothing is scraped: " + query + " is empty");
          }
        }
      }
    }
    return new State.HoldsNot("no sample fulfils it");
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

package dev.labctl.report.evidence;

import dev.labctl.prometheus.Sample;
import dev.labctl.prometheus.TimeSeries;
import dev.labctl.timeline.MachineSample;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a run kept beside its timeline: Prometheus' answers by query id, samples of the machine, and
 * the members' logs. Reading them needs no Prometheus. NaN is no data: such a sample is absent.
 */
public final class Evidence {
  private static final Pattern STAMP =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(?:\\.\\d{1,9})?Z");
  private static final Pattern GRAVE = Pattern.compile("WARN|ERROR|SEVERE|FATAL");

  private final Map<String, PrometheusAnswer> answers = new TreeMap<>();
  private final List<MachineSample> machine;
  private final Map<String, List<String>> logs;
  private final List<String> damage;

  /**
   * @param answers one per query id; a later one replaces an earlier
   */
  public Evidence(Collection<PrometheusAnswer> answers) {
    this(answers, List.of(), Map.of(), List.of());
  }

  /**
   * @param answers one per query id; a later one replaces an earlier
   * @param machine in order of time
   * @param logs lines by member
   * @param damage what of the run's files could not be read, a sentence each
   */
  public Evidence(
      Collection<PrometheusAnswer> answers,
      List<MachineSample> machine,
      Map<String, List<String>> logs,
      List<String> damage) {
    answers.forEach(a -> this.answers.put(a.id(), a));
    this.machine = List.copyOf(machine);
    this.logs = Map.copyOf(logs);
    this.damage = List.copyOf(damage);
  }

  /** Samples of the machine; empty when the run took none. */
  public List<MachineSample> machine() {
    return machine;
  }

  /** What of the run's files could not be read. */
  public List<String> damage() {
    return damage;
  }

  /** The first lines that a member logged in a stretch of time, warnings and errors first. */
  public List<String> log(String member, Instant from, Instant to, int lines) {
    List<String> within =
        logs.getOrDefault(member, List.of()).stream().filter(l -> within(l, from, to)).toList();
    List<String> grave = within.stream().filter(l -> GRAVE.matcher(l).find()).toList();
    return (grave.isEmpty() ? within : grave).stream().distinct().limit(lines).toList();
  }

  private static boolean within(String line, Instant from, Instant to) {
    Matcher stamp = STAMP.matcher(line);
    if (line.startsWith("== ") || !stamp.find()) {
      return false;
    }
    Instant at = Instant.parse(stamp.group());
    return !at.isBefore(from) && !at.isAfter(to);
  }

  /** All answers, by id. */
  public List<PrometheusAnswer> answers() {
    return List.copyOf(answers.values());
  }

  /** Those that Prometheus did not give. */
  public List<PrometheusAnswer> failures() {
    return answers.values().stream().filter(a -> !a.succeeded()).toList();
  }

  /** The query text under an id, empty when it was not asked. */
  public String promql(String id) {
    PrometheusAnswer answer = answers.get(id);
    return answer == null ? "" : answer.query();
  }

  /** The numbers of the instant vector under an id; empty when there are none, or it failed. */
  public List<Sample> vector(String id) {
    PrometheusAnswer answer = answers.get(id);
    return answer == null
        ? List.of()
        : answer.read().vector().stream().filter(s -> !Double.isNaN(s.value())).toList();
  }

  /** Whether a value of the instant vector under an id is NaN, which {@link #vector} leaves out. */
  public boolean hasNaN(String id) {
    PrometheusAnswer answer = answers.get(id);
    return answer != null && answer.read().vector().stream().anyMatch(s -> Double.isNaN(s.value()));
  }

  /** The series under an id; empty when it was not asked, failed or had no element. */
  public List<TimeSeries> series(String id) {
    PrometheusAnswer answer = answers.get(id);
    return answer == null ? List.of() : answer.read().series();
  }
}

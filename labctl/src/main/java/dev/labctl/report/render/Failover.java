package dev.labctl.report.render;

import dev.labctl.report.model.Report;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The story of one fault as steps in time, and what did not happen.
 *
 * @param steps by time, the injection first
 * @param missing names of steps that were not seen
 */
public record Failover(Report.FaultResult fault, List<FailoverStep> steps, List<String> missing) {
  public Failover {
    steps = List.copyOf(steps);
    missing = List.copyOf(missing);
  }

  /**
   * @param seconds since the injection
   * @param percent where on the track, 0..100
   * @param kind CSS class: {@code bad}, {@code good}, {@code info}
   */
  public record FailoverStep(String name, double seconds, double percent, String kind) {}

  private record Moment(String name, @Nullable Instant at, String kind) {}

  static Failover of(Report.FaultResult fault) {
    Instant injected = fault.injectedAt();
    List<Moment> moments =
        List.of(
            new Moment("injected", injected, "bad"),
            new Moment("first error", fault.firstErrorAt(), "bad"),
            new Moment(
                fault.alert() == null ? "alert" : "alert " + fault.alert(),
                fault.detectedAt(),
                "info"),
            new Moment("new leader", fault.promotedAt(), "info"),
            new Moment("first write acknowledged", fault.firstAckedWriteAt(), "good"),
            new Moment("undone", fault.undoneAt(), "info"),
            new Moment("clients healthy", fault.healthyAt(), "good"),
            new Moment("redundant again", fault.redundantAt(), "good"));
    Instant last =
        moments.stream()
            .map(Moment::at)
            .filter(Objects::nonNull)
            .max(Comparator.naturalOrder())
            .orElse(injected);
    var steps = new ArrayList<FailoverStep>();
    if (injected != null && last != null) {
      double length = Math.max(0.001, seconds(injected, last));
      moments.stream()
          .flatMap(
              m ->
                  m.at() == null
                      ? Stream.empty()
                      : Stream.of(step(m, seconds(injected, m.at()), length)))
          .sorted(Comparator.comparingDouble(FailoverStep::seconds))
          .forEach(steps::add);
    }
    return new Failover(
        fault, steps, moments.stream().filter(m -> m.at() == null).map(Moment::name).toList());
  }

  private static FailoverStep step(Moment moment, double seconds, double length) {
    return new FailoverStep(
        moment.name(), seconds, Math.round(seconds / length * 1000) / 10.0, moment.kind());
  }

  private static double seconds(Instant from, Instant to) {
    return Duration.between(from, to).toMillis() / 1000.0;
  }
}

package dev.labctl.report.evaluate;

import dev.labctl.prometheus.TimeSeries;
import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.evidence.Queries;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** The seconds for which Prometheus has a sample of Gatling. */
final class Coverage {
  private final Set<Long> scraped = new HashSet<>();
  private final PhaseCalendar phases;

  Coverage(Evidence evidence, PhaseCalendar phases) {
    this.phases = phases;
    for (TimeSeries up : evidence.series(Queries.GATLING_UP)) {
      up.values()
          .forEach(
              (second, value) -> {
                if (value == 1) {
                  scraped.add(second);
                }
              });
    }
  }

  boolean has(long second) {
    return scraped.contains(second);
  }

  /** Share of the phase's seconds, 0..1; null when the phase did not happen. */
  @Nullable Double of(String phase) {
    long[] seconds =
        phases.intervals(phase).stream()
            .flatMapToLong(
                i -> LongStream.range(i.from().getEpochSecond() + 1, i.to().getEpochSecond() + 1))
            .toArray();
    return seconds.length == 0
        ? null
        : Double.valueOf(
            (double) LongStream.of(seconds).filter(this::has).count() / seconds.length);
  }
}

package dev.labctl.report.evaluate;

import dev.labctl.prometheus.TimeSeries;
import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.evidence.Queries;
import dev.labctl.report.model.Report.Environment;
import dev.labctl.report.model.Report.EnvironmentPhase;
import dev.labctl.timeline.MachineSample;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** How busy the machine was in each phase, from the samples that the run took of it. */
final class EnvironmentEvaluator {
  private static final double MICROS_PER_SECOND = 1e6;

  /** Linux shows processor time in hundredths of a second, whatever its own clock does. */
  private static final double TICKS_PER_SECOND = 100;

  private final RunFacts facts;
  private final Evidence evidence;
  private final ClientCounters client;
  private final PhaseCalendar phases;

  EnvironmentEvaluator(
      RunFacts facts, Evidence evidence, ClientCounters client, PhaseCalendar phases) {
    this.facts = facts;
    this.evidence = evidence;
    this.client = client;
    this.phases = phases;
  }

  /** Null when the run took no samples of its machine. */
  @Nullable Environment environment() {
    if (evidence.machine().isEmpty()) {
      return null;
    }
    List<EnvironmentPhase> measured = phases.names().stream().map(this::phase).toList();
    return new Environment(
        facts.started().hostCores(),
        facts.started().hostMemoryBytes(),
        fsync(),
        measured,
        measured.stream()
            .filter(p -> !Saturation.of(p).isEmpty())
            .map(EnvironmentPhase::name)
            .toList());
  }

  EnvironmentPhase phase(String name) {
    MachineUse use = new MachineUse();
    List<MachineSample> samples = evidence.machine();
    for (int i = 1; i < samples.size(); i++) {
      MachineSample before = samples.get(i - 1);
      MachineSample after = samples.get(i);
      Instant middle = before.at().plus(Duration.between(before.at(), after.at()).dividedBy(2));
      if (phases.intervals(name).stream().anyMatch(in -> in.contains(middle))) {
        use.add(before, after);
      }
    }
    Selection selection = Selection.of(null, name);
    return new EnvironmentPhase(
        name,
        use.pressure(use.cpuMicros),
        use.pressure(use.ioMicros),
        use.pressure(use.memoryMicros),
        use.share(use.stealTicks, use.totalTicks),
        client.generatorDelay(selection, 0.99),
        use.share(use.busyTicks, use.totalTicks),
        serviceCpu(name, use),
        client.control(selection, 0.99));
  }

  /** Of the busy processor time; more than all of it is a service on other machines: unknown. */
  private @Nullable Double serviceCpu(String name, MachineUse use) {
    List<TimeSeries> instances = evidence.series(Queries.SERVICE_CPU_OVER_TIME);
    Double busy = use.share(use.busyTicks, use.totalTicks);
    if (instances.isEmpty() || busy == null || busy == 0) {
      return null;
    }
    double used =
        phases.intervals(name).stream()
            .mapToDouble(
                in ->
                    instances.stream()
                        .mapToDouble(
                            s -> s.increase(in.from().getEpochSecond(), in.to().getEpochSecond()))
                        .sum())
            .sum();
    double share = used / (use.busyTicks / TICKS_PER_SECOND);
    return share > 1.05 ? null : Double.valueOf(Math.min(1, share));
  }

  private @Nullable Double fsync() {
    Double measured =
        evidence.machine().stream()
            .map(MachineSample::fsyncP99Seconds)
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    return measured == null ? etcds() : measured;
  }

  /** By etcd's own count, where it is scraped. */
  private @Nullable Double etcds() {
    return evidence.vector(Queries.FSYNC).stream()
        .map(s -> s.value())
        .max(Double::compare)
        .orElse(null);
  }

  /** Sums over the samples of a phase. A kernel without pressure figures leaves them null. */
  private static final class MachineUse {
    private double seconds;
    private long busyTicks;
    private long stealTicks;
    private long totalTicks;
    private @Nullable Long cpuMicros;
    private @Nullable Long ioMicros;
    private @Nullable Long memoryMicros;

    void add(MachineSample before, MachineSample after) {
      seconds += Duration.between(before.at(), after.at()).toNanos() / 1e9;
      busyTicks += after.busyTicks() - before.busyTicks();
      stealTicks += after.stealTicks() - before.stealTicks();
      totalTicks += after.totalTicks() - before.totalTicks();
      cpuMicros = plus(cpuMicros, before, after, MachineSample::cpuWaitMicros);
      ioMicros = plus(ioMicros, before, after, MachineSample::ioWaitMicros);
      memoryMicros = plus(memoryMicros, before, after, MachineSample::memoryWaitMicros);
    }

    private static @Nullable Long plus(
        @Nullable Long sum,
        MachineSample before,
        MachineSample after,
        Function<MachineSample, @Nullable Long> value) {
      Long from = value.apply(before);
      Long to = value.apply(after);
      return from == null || to == null ? sum : Long.valueOf((sum == null ? 0 : sum) + to - from);
    }

    @Nullable Double pressure(@Nullable Long micros) {
      return micros == null || seconds == 0
          ? null
          : Double.valueOf(rounded(Math.min(1, micros / MICROS_PER_SECOND / seconds)));
    }

    @Nullable Double share(long part, long whole) {
      return whole == 0 ? null : Double.valueOf(rounded((double) part / whole));
    }

    private static double rounded(double share) {
      return Math.round(share * 10_000) / 10_000.0;
    }
  }
}

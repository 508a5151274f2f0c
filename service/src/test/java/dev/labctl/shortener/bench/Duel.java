package dev.labctl.shortener.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Two servers under the same load, by turns, so that what the machine does meanwhile affects both;
 * of each the medians count.
 */
final class Duel {
  private static final int WARM_UPS = 8;
  private static final double STILL_FASTER = 1.03;

  private final Subject ours;
  private final Subject other;
  private final Path folder;
  private final int rounds;
  private final Duration length;

  Duel(Subject ours, Subject other, Path folder, int rounds, Duration length) {
    this.ours = ours;
    this.other = other;
    this.folder = folder;
    this.rounds = rounds;
    this.length = length;
  }

  /** Medians of the rounds; failures and the spread of rates over all of them. */
  record Line(
      String name,
      int connections,
      double perSecond,
      double p50Millis,
      double p99Millis,
      long failed,
      double spread,
      double cpuSecondsPerMillion) {}

  record Outcome(Line ours, Line other) {
    double rateRatio() {
      return ours.perSecond() / other.perSecond();
    }
  }

  private record Round(Load.Result result, double cpuSeconds) {
    double cpuSecondsPerMillion() {
      return cpuSeconds / result.requests() * 1e6;
    }
  }

  Outcome fight(Load load) {
    return fight(load, load);
  }

  /** As above, each under a load of its own. */
  Outcome fight(Load ourLoad, Load otherLoad) {
    List<Round> a = new ArrayList<>();
    List<Round> b = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      b.add(round(other, otherLoad));
      a.add(round(ours, ourLoad));
    }
    return new Outcome(line(ours, ourLoad, a), line(other, otherLoad, b));
  }

  /**
   * Lets the compiler see both, until neither becomes faster: on a slow machine that takes a
   * minute, and what is measured before it says more of the compiler than of the server.
   *
   * @param length at least so long
   */
  void warmUp(Load load, Duration length) {
    warmUp(ours, load, length);
    warmUp(other, load, length);
  }

  private void warmUp(Subject subject, Load load, Duration length) {
    double best = 0;
    for (int round = 0; round < WARM_UPS; round++) {
      double rate = load.run(subject.port(), folder, length.dividedBy(2)).perSecond();
      if (round > 0 && rate < best * STILL_FASTER) {
        return;
      }
      best = Math.max(best, rate);
    }
  }

  private Round round(Subject subject, Load load) {
    double before = subject.cpuSeconds();
    Load.Result result = load.run(subject.port(), folder, length);
    return new Round(result, subject.cpuSeconds() - before);
  }

  private static Line line(Subject subject, Load load, List<Round> rounds) {
    double min = rounds.stream().mapToDouble(r -> r.result().perSecond()).min().orElseThrow();
    double max = rounds.stream().mapToDouble(r -> r.result().perSecond()).max().orElseThrow();
    double rate = median(rounds, r -> r.result().perSecond());
    return new Line(
        subject.name(),
        load.connections(),
        rate,
        median(rounds, r -> r.result().p50Millis()),
        median(rounds, r -> r.result().p99Millis()),
        rounds.stream().mapToLong(r -> r.result().failed()).sum(),
        (max - min) / rate,
        median(rounds, Round::cpuSecondsPerMillion));
  }

  private static double median(List<Round> rounds, ToDoubleFunction<Round> value) {
    double[] sorted = rounds.stream().mapToDouble(value).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}

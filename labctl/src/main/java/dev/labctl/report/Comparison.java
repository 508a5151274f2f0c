package dev.labctl.report;

import dev.labctl.exit.LabctlException;
import dev.labctl.report.model.Report;
import dev.labctl.report.model.Report.Judgement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Two runs side by side, measure by measure.
 *
 * @param run the newer run's id
 * @param base the id of the run that it is held against
 */
public record Comparison(String run, String base, List<MeasureRow> rows) {
  /** A change for the worse beyond this share of the base counts, when it is also felt. */
  public static final double TOLERANCE = 0.1;

  public Comparison {
    rows = List.copyOf(rows);
  }

  /**
   * One measure.
   *
   * @param what an objective's id, or a fault's and its outage's
   * @param sli unit of the values, as {@code Wording} names it
   * @param delta run minus base; null when one of them was not measured
   * @param regressed worse by more than the tolerance, or no longer passing
   */
  public record MeasureRow(
      String what,
      String sli,
      @Nullable Double base,
      @Nullable Double run,
      @Nullable Double delta,
      boolean regressed) {}

  /**
   * Compares.
   *
   * @throws LabctlException (usage) when the runs are of different providers or scenarios: their
   *     figures say nothing about each other
   */
  public static Comparison of(Report run, Report base) {
    same("provider", run.run().provider(), base.run().provider());
    same("scenario", run.run().scenario(), base.run().scenario());
    var rows = new ArrayList<MeasureRow>();
    for (Report.ObjectiveResult then : base.objectives()) {
      run.objectives().stream()
          .filter(o -> o.id().equals(then.id()))
          .forEach(
              now ->
                  rows.add(
                      row(
                          now.id(),
                          now.sli(),
                          then.actual(),
                          now.actual(),
                          then.verdict() == Judgement.PASS && now.verdict() != Judgement.PASS)));
    }
    for (Report.FaultResult then : base.faults()) {
      run.faults().stream()
          .filter(f -> f.id().equals(then.id()))
          .flatMap(
              now ->
                  Stream.of(
                      row(
                          now.id() + " writeOutage",
                          "writeOutage",
                          then.writeOutageSeconds(),
                          now.writeOutageSeconds(),
                          false),
                      row(
                          now.id() + " readOutage",
                          "readOutage",
                          then.readOutageSeconds(),
                          now.readOutageSeconds(),
                          false)))
          .forEach(rows::add);
    }
    return new Comparison(run.run().id(), base.run().id(), rows);
  }

  /** Whether anything became worse. */
  public boolean regressed() {
    return rows.stream().anyMatch(MeasureRow::regressed);
  }

  private static void same(String what, String run, String base) {
    if (!Objects.equals(run, base)) {
      throw LabctlException.usage(
          "the runs have different "
              + what
              + "s, '"
              + run
              + "' and '"
              + base
              + "'; figures are compared within one "
              + what
              + " only; 'labctl report list' shows the runs");
    }
  }

  private static MeasureRow row(
      String what, String sli, @Nullable Double base, @Nullable Double run, boolean broken) {
    Double delta = base == null || run == null ? null : Double.valueOf(run - base);
    boolean worse = false;
    if (delta != null && base != null) {
      double towardsWorse = higherIsWorse(sli) ? delta : -delta;
      worse = towardsWorse > Math.max(felt(sli), Math.abs(base) * TOLERANCE);
    }
    return new MeasureRow(what, sli, base, run, delta, worse || broken);
  }

  private static boolean higherIsWorse(String sli) {
    return switch (sli) {
      case "throughput", "cache-hit-ratio", "availability" -> false;
      default -> true;
    };
  }

  /** Smaller differences are noise on a busy machine. */
  private static double felt(String sli) {
    return switch (sli) {
      case "latency" -> 0.005;
      case "throughput" -> 0.5;
      case "writeOutage", "readOutage" -> 1;
      default -> 0.001;
    };
  }
}

package dev.labctl.gatling;

import java.util.ArrayList;
import java.util.List;

/**
 * A piecewise linear arrival rate and the exact instants that follow from it: arrival number k is
 * due where the cumulative rate reaches k + 1/2, so that the count up to any instant is the rate's
 * integral, rounded.
 */
final class RateCurve {
  /**
   * A straight piece, {@code seconds} long from {@code start}; {@code before} arrivals precede it.
   */
  private record Piece(
      double start, double seconds, double fromRate, double toRate, double before) {
    double arrivals() {
      return (fromRate + toRate) / 2 * seconds;
    }

    /** When the piece has produced {@code n} arrivals; the form is stable for a flat rate too. */
    double instantOf(double n) {
      double slope = (toRate - fromRate) / seconds;
      double root = Math.sqrt(Math.max(0, fromRate * fromRate + 2 * slope * n));
      return start + Math.min(seconds, 2 * n / (fromRate + root));
    }
  }

  private final List<Piece> pieces;
  private final double total;
  private final double end;

  RateCurve(double startSeconds, double startRate, List<LoadPlan.Stage> stages) {
    List<Piece> built = new ArrayList<>();
    double at = startSeconds;
    double rate = startRate;
    double sum = 0;
    for (LoadPlan.Stage stage : stages) {
      Piece piece = new Piece(at, stage.seconds(), rate, stage.toRate(), sum);
      built.add(piece);
      at += stage.seconds();
      rate = stage.toRate();
      sum += piece.arrivals();
    }
    pieces = List.copyOf(built);
    total = sum;
    end = at;
  }

  /** Arrivals over the whole curve. */
  long count() {
    return Math.round(total);
  }

  /** Seconds from T0 at which the last stage ends. */
  double endSeconds() {
    return end;
  }

  /** Nanoseconds from T0 at which arrival {@code k} (from 0) is due. */
  long dueNanos(long k) {
    double n = k + 0.5;
    for (Piece piece : pieces) {
      if (n <= piece.before + piece.arrivals() || piece == pieces.getLast()) {
        return Math.round(piece.instantOf(n - piece.before) * 1e9);
      }
    }
    throw new IllegalStateException("arrival " + k + " of a curve without stages");
  }
}

package dev.labctl.report.evaluate;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers with the unit of what they measure, for reasons that people read. */
public final class Wording {
  private Wording() {}

  /** A value of an SLI or an expectation; a dash when not measured. */
  public static String value(String what, @Nullable Double value) {
    if (value == null) {
      return "–";
    }
    return switch (what) {
      case "latency", "writeOutage", "readOutage" -> duration(value);
      case "throughput" -> String.format(Locale.ROOT, "%.1f/s", value);
      default -> ratio(value);
    };
  }

  /** "1 fault", "2 faults". */
  public static String count(long count, String one) {
    return count + " " + one + (count == 1 ? "" : "s");
  }

  /** "12.3 s without writes", "2.1 % of requests failed". */
  public static String measure(String what, @Nullable Double value) {
    return switch (what) {
      case "writeOutage" -> value(what, value) + " without writes";
      case "readOutage" -> value(what, value) + " without reads";
      case "clientErrorRatio" -> value(what, value) + " of requests failed";
      default -> what + " " + value(what, value);
    };
  }

  /** Milliseconds below a second, seconds above. */
  public static String duration(@Nullable Double seconds) {
    if (seconds == null) {
      return "–";
    }
    if (seconds == 0) {
      return "0 s";
    }
    double millis = seconds * 1000;
    if (Math.abs(millis) < 10) {
      return String.format(Locale.ROOT, "%.1f ms", millis);
    }
    return Math.abs(seconds) < 0.9995
        ? String.format(Locale.ROOT, "%.0f ms", millis)
        : String.format(Locale.ROOT, seconds < 9.995 ? "%.2f s" : "%.1f s", seconds);
  }

  /** A percentage; small ones keep the digits that make them differ from none. */
  public static String ratio(@Nullable Double ratio) {
    if (ratio == null) {
      return "–";
    }
    double percent = ratio * 100;
    if (Math.abs(percent - Math.rint(percent)) < 1e-9) {
      return String.format(Locale.ROOT, "%.0f %%", percent);
    }
    double distance = Math.min(Math.abs(percent), Math.abs(100 - percent));
    return String.format(
        Locale.ROOT, distance < 0.01 ? "%.4f %%" : distance < 0.1 ? "%.3f %%" : "%.2f %%", percent);
  }
}

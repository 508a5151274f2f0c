package dev.labctl.report.evaluate;

import dev.labctl.report.model.Report.FailingInstance;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers with the unit of what they measure, for reasons that people read. */
public final class Wording {
  private static final DateTimeFormatter CLOCK =
      DateTimeFormatter.ofPattern("HH:mm:ss.S", Locale.ROOT).withZone(ZoneOffset.UTC);

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

  /** A time of day in UTC, to a tenth of a second. */
  public static String clock(Instant at) {
    return CLOCK.format(at);
  }

  /** As {@link #clock}; the end of the run for what never ended. */
  public static String end(@Nullable Instant at) {
    return at == null ? "the end of the run" : clock(at);
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

  /** A share of time in whole percent. */
  public static String percent(double share) {
    return String.format(Locale.ROOT, "%.0f %%", share * 100);
  }

  /** "5 min 3 s" for a stretch of time that people plan by. */
  public static String stretch(double seconds) {
    long whole = Math.round(seconds);
    return whole < 60 ? whole + " s" : whole / 60 + " min " + whole % 60 + " s";
  }

  /** "instance shortener-2 answered every write with 503 for 5 min 3 s". */
  public static String failing(FailingInstance failing) {
    if (failing.answer().equals(InstanceFailures.NO_WRITES)) {
      return "instance "
          + failing.instance()
          + " ran and could not write for "
          + stretch(failing.seconds());
    }
    return "instance "
        + failing.instance()
        + " answered every "
        + (failing.method().equals("GET") ? "read" : "write")
        + " with "
        + failing.answer()
        + " for "
        + stretch(failing.seconds());
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

package dev.labctl.report.render;

import dev.labctl.report.evaluate.Wording;
import dev.labctl.report.model.Report.Judgement;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How values look on a page: with a unit, and a dash for what was not measured. */
public final class Format {
  static final String NONE = "–";
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM uuuu, HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private Format() {}

  public static String date(Instant at) {
    return DAY.format(at);
  }

  public static String clock(@Nullable Instant at) {
    return at == null ? NONE : Wording.clock(at);
  }

  /** "4 min 32 s". */
  public static String length(Instant from, Instant to) {
    Duration length = Duration.between(from, to);
    return length.toMinutes() == 0
        ? length.toSeconds() + " s"
        : length.toMinutes() + " min " + length.toSecondsPart() + " s";
  }

  public static String count(@Nullable Long count) {
    return count == null ? NONE : String.format(Locale.ROOT, "%,d", count).replace(',', '\u202f');
  }

  public static String time(@Nullable Double seconds) {
    return Wording.duration(seconds);
  }

  public static String ratio(@Nullable Double ratio) {
    return Wording.ratio(ratio);
  }

  /** A share of time in whole percent. */
  public static String share(@Nullable Double share) {
    return share == null ? NONE : Wording.percent(share);
  }

  /** Seconds after an event, to a tenth. */
  public static String offset(@Nullable Double seconds) {
    return seconds == null ? NONE : String.format(Locale.ROOT, "%.1f s", seconds);
  }

  public static String memory(long bytes) {
    return String.format(Locale.ROOT, "%.1f GiB", bytes / (double) (1L << 30));
  }

  public static String scale(double scale) {
    return String.format(Locale.ROOT, "%s", scale);
  }

  /** A CSS class for an outcome's colour; the word is always written beside it. */
  public static String css(Judgement outcome) {
    return outcome.name().toLowerCase(Locale.ROOT);
  }

  /** As {@link #css(Judgement)}, for a runbook's step. */
  public static String step(String outcome) {
    return switch (outcome) {
      case "passed" -> "pass";
      case "failed" -> "fail";
      default -> "inconclusive";
    };
  }

  /** "Write outage" for {@code writeOutage}. */
  public static String title(String what) {
    return switch (what) {
      case "writeOutage" -> "Time without writes";
      case "readOutage" -> "Time without reads";
      case "clientErrorRatio" -> "Failed requests";
      case "latency" -> "Response time";
      case "error-ratio" -> "Failed requests";
      case "throughput" -> "Throughput";
      case "cache-hit-ratio" -> "Cache hits";
      case "availability" -> "Availability";
      default -> what;
    };
  }
}

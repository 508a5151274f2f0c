package dev.labctl.shortener.click;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which clicks to show, in which steps.
 *
 * @param from the first step's beginning
 * @param to the last step's end
 */
public record StatsQuery(Unit by, Instant from, Instant to) {
  /** A step, in UTC. */
  public enum Unit {
    MINUTE(ChronoUnit.MINUTES, 1_440, 60),
    HOUR(ChronoUnit.HOURS, 744, 48),
    DAY(ChronoUnit.DAYS, 731, 30);

    private final ChronoUnit unit;
    private final int maxSteps;
    private final int usualSteps;

    Unit(ChronoUnit unit, int maxSteps, int usualSteps) {
      this.unit = unit;
      this.maxSteps = maxSteps;
      this.usualSteps = usualSteps;
    }

    /** The step called minute, hour or day. */
    public static Unit parse(String text) {
      for (Unit unit : values()) {
        if (unit.label().equals(text)) {
          return unit;
        }
      }
      throw new InvalidInput("by is '%.20s', must be minute, hour or day".formatted(text));
    }

    /** What {@link #parse} reads. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }

    /** Its length. */
    public Duration length() {
      return unit.getDuration();
    }
  }

  public StatsQuery {
    from = from.truncatedTo(by.unit);
    Instant floor = to.truncatedTo(by.unit);
    to = floor.equals(to) ? to : floor.plus(1, by.unit);
    long steps = by.unit.between(from, to);
    if (steps < 1 || steps > by.maxSteps) {
      throw new InvalidInput(
          "from %s to %s are %d steps of a %s, must be 1 to %d"
              .formatted(from, to, steps, by.label(), by.maxSteps));
    }
  }

  /** Without an end, up to now; without a beginning, the last hour, two days or thirty days. */
  public static StatsQuery of(Unit by, @Nullable Instant from, @Nullable Instant to, Instant now) {
    Instant end = to == null ? now.plusNanos(1) : to;
    Instant begin = from == null ? end.minusNanos(1).minus(by.usualSteps - 1, by.unit) : from;
    return new StatsQuery(by, begin, end);
  }

  /** How many steps. */
  public int steps() {
    return Math.toIntExact(by.unit.between(from, to));
  }

  /** The first day touched. */
  public LocalDate firstDay() {
    return LocalDate.ofInstant(from, ZoneOffset.UTC);
  }

  /** The last day touched. */
  public LocalDate lastDay() {
    return LocalDate.ofInstant(to.minusNanos(1), ZoneOffset.UTC);
  }
}

package dev.labctl.yaml;

import dev.labctl.yaml.YamlNode.Scalar;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Decoders of single values: text, names, numbers, durations and ratios. */
public final class Values {
  /** What a duration looks like, for messages. */
  public static final String DURATION_RULE = "a duration such as 300ms, 30s, 1m30s or 1.5h";

  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,12}(\\.[0-9]{1,9})?");
  private static final Pattern PART = Pattern.compile("([0-9]{1,9}(?:\\.[0-9]{1,6})?)(ms|s|m|h)");
  private static final Pattern DURATION =
      Pattern.compile("(NUMh)?(NUMm)?(NUMs)?(NUMms)?".replace("NUM", "[0-9]{1,9}(\\.[0-9]{1,6})?"));
  private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final int MAX_TEXT = 2000;

  private Values() {}

  /** Text of at least one character. */
  public static String text(YamlNode node) throws InvalidValueException {
    if (node instanceof Scalar s && !s.text().isBlank() && s.text().length() <= MAX_TEXT) {
      return s.text().strip();
    }
    throw InvalidValueException.mustBe(node, "text of 1 to " + MAX_TEXT + " characters");
  }

  /** A name: lower case letters, digits and dashes. */
  public static String name(YamlNode node) throws InvalidValueException {
    if (node instanceof Scalar s && NAME.matcher(s.text()).matches()) {
      return s.text();
    }
    throw InvalidValueException.mustBe(
        node, "a name of 1 to 40 lower case letters, digits and dashes");
  }

  /** One of a few words. */
  public static Decoder<String> word(List<String> words) {
    return node -> {
      if (node instanceof Scalar s && words.contains(s.text())) {
        return s.text();
      }
      throw InvalidValueException.mustBe(
          node, words.size() == 1 ? "'" + words.getFirst() + "'" : "one of " + join(words));
    };
  }

  private static String join(List<String> words) {
    return String.join(", ", words);
  }

  /** {@code true} or {@code false}. */
  public static boolean flag(YamlNode node) throws InvalidValueException {
    if (node instanceof Scalar s && s.plain() && List.of("true", "false").contains(s.text())) {
      return s.text().equals("true");
    }
    throw InvalidValueException.mustBe(node, "true or false");
  }

  /** A number in a range, both ends included. */
  public static Decoder<Double> number(double min, double max) {
    String rule =
        "a number from %s to %s"
            .formatted(plain(BigDecimal.valueOf(min)), plain(BigDecimal.valueOf(max)));
    return node -> {
      if (node instanceof Scalar s && s.plain() && NUMBER.matcher(s.text()).matches()) {
        double value = Double.parseDouble(s.text());
        if (value >= min && value <= max) {
          return value;
        }
      }
      throw InvalidValueException.mustBe(node, rule);
    };
  }

  /** A whole number in a range, both ends included. */
  public static Decoder<Integer> integer(int min, int max) {
    return node -> {
      if (node instanceof Scalar s && s.plain() && s.text().matches("-?[0-9]{1,10}")) {
        long value = Long.parseLong(s.text());
        if (value >= min && value <= max) {
          return (int) value;
        }
      }
      throw InvalidValueException.mustBe(node, "a whole number from %d to %d".formatted(min, max));
    };
  }

  /** {@code 1%} or {@code 0.01}, both 0.01; from 0 to 1. */
  public static double ratio(YamlNode node) throws InvalidValueException {
    if (node instanceof Scalar s) {
      boolean percent = s.text().endsWith("%");
      String number = percent ? s.text().substring(0, s.text().length() - 1) : s.text();
      if (NUMBER.matcher(number).matches()) {
        BigDecimal value = new BigDecimal(number).movePointLeft(percent ? 2 : 0);
        if (value.signum() >= 0 && value.compareTo(BigDecimal.ONE) <= 0) {
          return value.doubleValue();
        }
      }
    }
    throw InvalidValueException.mustBe(node, "a ratio from 0 to 1, such as 1% or 0.01");
  }

  /** {@code 300ms}, {@code 30s}, {@code 1m30s}, {@code 1.5h}; from 0 to 24 hours. */
  public static Duration duration(YamlNode node) throws InvalidValueException {
    return duration(node instanceof Scalar s ? s.text() : "")
        .orElseThrow(() -> InvalidValueException.mustBe(node, DURATION_RULE));
  }

  /** The same from a text, as on the command line; empty when it is not a duration. */
  public static Optional<Duration> duration(String text) {
    if (text.isEmpty() || !DURATION.matcher(text).matches()) {
      return Optional.empty();
    }
    BigDecimal nanos = BigDecimal.ZERO;
    Matcher part = PART.matcher(text);
    while (part.find()) {
      nanos = nanos.add(new BigDecimal(part.group(1)).multiply(nanosPer(part.group(2))));
    }
    return nanos.compareTo(BigDecimal.valueOf(LONGEST.toNanos())) > 0
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(nanos.longValue()));
  }

  /** A duration that is not 0. */
  public static Duration positiveDuration(YamlNode node) throws InvalidValueException {
    Duration value = duration(node);
    if (value.isZero()) {
      throw InvalidValueException.mustBe(node, "longer than 0s");
    }
    return value;
  }

  private static BigDecimal nanosPer(String unit) {
    return switch (unit) {
      case "ms" -> BigDecimal.valueOf(1_000_000L);
      case "s" -> BigDecimal.valueOf(1_000_000_000L);
      case "m" -> BigDecimal.valueOf(60_000_000_000L);
      case "h" -> BigDecimal.valueOf(3_600_000_000_000L);
      default -> throw new IllegalArgumentException("no such unit: " + unit);
    };
  }

  private static String plain(BigDecimal number) {
    return number.stripTrailingZeros().toPlainString();
  }

  /** A ratio as people write it: 0.96 is {@code 96 %}. */
  public static String percent(double ratio) {
    return plain(BigDecimal.valueOf(Math.round(ratio * 1e6)).movePointLeft(4)) + " %";
  }
}

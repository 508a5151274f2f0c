package dev.labctl.promql;

import dev.labctl.promql.Expr.Type;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Prometheus' functions and what they take, up to version 3. Signatures have a letter for each
 * argument: {@code v} instant vector, {@code m} range vector, {@code s} scalar, {@code t} text;
 * {@code ?} makes the one before it optional, {@code *} lets it come any number of times.
 */
final class Functions {
  private static final Map<String, List<String>> BY_SIGNATURE =
      Map.ofEntries(
          group("", "pi time"),
          group(
              "v",
              "abs absent acos acosh asin asinh atan atanh ceil cos cosh deg exp floor"
                  + " histogram_avg histogram_count histogram_stddev histogram_stdvar histogram_sum"
                  + " ln log10 log2 rad scalar sgn sin sinh sort sort_desc sqrt tan tanh"
                  + " timestamp"),
          group(
              "m",
              "absent_over_time avg_over_time changes count_over_time delta deriv first_over_time"
                  + " idelta increase irate last_over_time mad_over_time max_over_time"
                  + " min_over_time present_over_time rate resets stddev_over_time stdvar_over_time"
                  + " sum_over_time ts_of_first_over_time ts_of_last_over_time"
                  + " ts_of_max_over_time ts_of_min_over_time"),
          group("s", "vector"),
          group("v?", "day_of_month day_of_week day_of_year days_in_month hour minute month year"),
          group("vs?", "round"),
          group("vs", "clamp_max clamp_min"),
          group("vss", "clamp"),
          group("sv", "histogram_quantile"),
          group("ssv", "histogram_fraction"),
          group("ms", "predict_linear"),
          group("mss", "holt_winters double_exponential_smoothing"),
          group("sm", "quantile_over_time"),
          group("vttt*", "label_join"),
          group("vtttt", "label_replace"),
          group("vt*", "sort_by_label sort_by_label_desc"),
          group("vv?", "info"));

  private static final Map<String, String> FUNCTIONS = byName(BY_SIGNATURE);

  private static final Map<String, String> AGGREGATIONS =
      byName(
          Map.ofEntries(
              group("v", "sum avg min max count group stddev stdvar"),
              group("sv", "topk bottomk quantile limitk limit_ratio"),
              group("tv", "count_values")));

  private Functions() {}

  private static Map.Entry<String, List<String>> group(String signature, String names) {
    return Map.entry(signature, List.of(names.split(" ")));
  }

  private static Map<String, String> byName(Map<String, List<String>> bySignature) {
    Map<String, String> byName = new HashMap<>();
    bySignature.forEach((signature, names) -> names.forEach(n -> byName.put(n, signature)));
    return Map.copyOf(byName);
  }

  static boolean aggregation(String word) {
    return AGGREGATIONS.containsKey(word);
  }

  /** The signature of a function or aggregation; empty when there is none of that name. */
  static Optional<String> signature(String name) {
    return Optional.ofNullable(AGGREGATIONS.getOrDefault(name, FUNCTIONS.get(name)));
  }

  /** What a call gives. */
  static Type result(String name) {
    return switch (name) {
      case "pi", "scalar", "time" -> Type.SCALAR;
      default -> Type.VECTOR;
    };
  }

  /** Checks the arguments of a call. */
  static void check(String name, String signature, List<Expr> arguments, int start)
      throws InvalidPromQlException {
    boolean repeats = signature.endsWith("*");
    boolean optional = signature.endsWith("?");
    String letters =
        repeats || optional ? signature.substring(0, signature.length() - 1) : signature;
    int least = repeats || optional ? letters.length() - 1 : letters.length();
    int count = arguments.size();
    if (count < least || (count > letters.length() && !repeats)) {
      throw new InvalidPromQlException(
          start,
          "'%s' has %d arguments; must have %s"
              .formatted(
                  name,
                  count,
                  repeats
                      ? least + " or more"
                      : optional ? least + " or " + (least + 1) : String.valueOf(least)));
    }
    for (int i = 0; i < count; i++) {
      Type needed = type(letters.charAt(Math.min(i, letters.length() - 1)));
      Expr given = arguments.get(i);
      if (given.type() != needed) {
        throw new InvalidPromQlException(
            given.start(),
            "argument %d of '%s' is %s; must be %s"
                .formatted(i + 1, name, given.type().words(), example(needed)));
      }
    }
  }

  private static String example(Type type) {
    return type == Type.MATRIX ? type.words() + " such as metric[30s]" : type.words();
  }

  private static Type type(char letter) {
    return switch (letter) {
      case 'v' -> Type.VECTOR;
      case 'm' -> Type.MATRIX;
      case 's' -> Type.SCALAR;
      case 't' -> Type.TEXT;
      default -> throw new IllegalArgumentException("no type has the letter " + letter);
    };
  }
}

package dev.labctl.component;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A text as YAML, so that it stays a text for readers of YAML 1.1 (Patroni) and 1.2 (Prometheus,
 * Kubernetes) alike: quoted when one of them would read a number, a date, a truth or nothing.
 */
public final class YamlWord {
  private static final Pattern PLAIN =
      Pattern.compile("[A-Za-z0-9/][A-Za-z0-9_./@%+-]*(?::[A-Za-z0-9_./@%+-]+)*");

  /** Numbers in any base, with underscores, exponents or sixties, and dates. */
  private static final Pattern NUMBER =
      Pattern.compile(
          "[+-]?(?:[0-9][0-9_]*(?:\\.[0-9_]*)?(?:[eE][+-]?[0-9]+)?|0b[01_]+|0o[0-7_]+|0x[0-9a-fA-F_]+"
              + "|[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\\.[0-9_]*)?)|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*");

  private static final Set<String> WORDS =
      Set.of("y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf");

  private YamlWord() {}

  /** Whether it is a text without quotes. */
  public static boolean plain(String text) {
    return PLAIN.matcher(text).matches() && !ambiguous(text);
  }

  /** Whether some reader of YAML would take it for a number, a date, a truth or nothing. */
  public static boolean ambiguous(String text) {
    return NUMBER.matcher(text).matches() || WORDS.contains(text.toLowerCase(Locale.ROOT));
  }

  /** The text, in quotes where it needs them. */
  public static String of(String text) {
    return plain(text) ? text : "'" + text.replace("'", "''") + "'";
  }
}

package dev.labctl.shortener.observe;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The caller's place in its trace, as W3C's {@code traceparent} header has it.
 *
 * @param traceId 32 lower-case hexadecimal digits, not all zero
 * @param spanId 16 of them, not all zero
 * @param sampled whether the caller records its part
 */
public record TraceParent(String traceId, String spanId, boolean sampled) {
  private static final int LENGTH = 55;

  public TraceParent {
    if (!isId(traceId, 32) || !isId(spanId, 16)) {
      throw new IllegalArgumentException("no ids: '%s', '%s'".formatted(traceId, spanId));
    }
  }

  /** Reads a header's value; empty if it is missing or not what the standard says. */
  public static Optional<TraceParent> parse(@Nullable String text) {
    // Versions to come may be longer, but have these parts first.
    if (text == null
        || text.length() < LENGTH
        || (text.length() > LENGTH && (text.startsWith("00") || text.charAt(LENGTH) != '-'))
        || text.charAt(2) != '-'
        || text.charAt(35) != '-'
        || text.charAt(52) != '-') {
      return Optional.empty();
    }
    String version = text.substring(0, 2);
    String traceId = text.substring(3, 35);
    String spanId = text.substring(36, 52);
    String flags = text.substring(53, LENGTH);
    if (!isHex(version)
        || version.equals("ff")
        || !isId(traceId, 32)
        || !isId(spanId, 16)
        || !isHex(flags)) {
      return Optional.empty();
    }
    return Optional.of(new TraceParent(traceId, spanId, (Integer.parseInt(flags, 16) & 1) == 1));
  }

  private static boolean isId(String text, int length) {
    return text.length() == length && isHex(text) && text.chars().anyMatch(c -> c != '0');
  }

  private static boolean isHex(String text) {
    return text.chars().allMatch(c -> (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f'));
  }

  /** The header's value. */
  @Override
  public String toString() {
    return "00-%s-%s-%s".formatted(traceId, spanId, sampled ? "01" : "00");
  }
}

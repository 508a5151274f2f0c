package dev.labctl.shortener.redis;

import dev.labctl.shortener.link.Destination;
import dev.labctl.shortener.link.RedirectStatus;
import dev.labctl.shortener.link.Target;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A destination as text: the bare target if nothing about it is unusual, as nearly all are, else
 * {@code !<status> <a|-><c|-> <expiry in ms or -> <target>} with a for active, c for counted.
 *
 * <p>What releases before did not know comes in a form that they cannot read, which they take for a
 * miss: {@code !<status> <a|-><c|-><q|-> <expiry or -> <beginning or -> <target>} with q for a
 * query that is passed on. What they can read is written as they write it.
 */
final class DestinationCodec {
  private static final String MOMENT = "(-?[0-9]{1,18}|-)";
  private static final Pattern FORM =
      Pattern.compile("!([0-9]{3}) (a|-)(c|-)(?: %1$s|(q|-) %1$s %1$s) (.+)".formatted(MOMENT));

  private DestinationCodec() {}

  static String write(Destination d) {
    if (d.equals(Destination.plain(d.target()))) {
      return d.target().value();
    }
    String begin =
        "!%d %s%s".formatted(d.status().code(), d.active() ? "a" : "-", d.counted() ? "c" : "-");
    String more =
        d.validSince() == null && !d.forwardQuery()
            ? " " + moment(d.expiresAt())
            : "%s %s %s"
                .formatted(
                    d.forwardQuery() ? "q" : "-", moment(d.expiresAt()), moment(d.validSince()));
    return begin + more + " " + d.target().value();
  }

  private static String moment(@Nullable Instant instant) {
    return instant == null ? "-" : Long.toString(instant.toEpochMilli());
  }

  static Destination read(String text) {
    if (!text.startsWith("!")) {
      return Destination.plain(new Target(text));
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return Destination.plain(new Target(text));
    }
    boolean more = matcher.group(5) != null;
    return new Destination(
        new Target(matcher.group(8)),
        RedirectStatus.of(Integer.parseInt(matcher.group(1))),
        matcher.group(2).equals("a"),
        moment(matcher.group(more ? 6 : 4)),
        matcher.group(3).equals("c"),
        more ? moment(matcher.group(7)) : null,
        more && matcher.group(5).equals("q"));
  }

  private static @Nullable Instant moment(String text) {
    return text.equals("-") ? null : Instant.ofEpochMilli(Long.parseLong(text));
  }
}

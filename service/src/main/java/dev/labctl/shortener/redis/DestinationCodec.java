package dev.labctl.shortener.redis;

import dev.labctl.shortener.link.Destination;
import dev.labctl.shortener.link.RedirectStatus;
import dev.labctl.shortener.link.Target;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A destination as text: the bare target if nothing about it is unusual, as nearly all are, else
 * {@code !<status> <a|-><c|-> <expiry in ms or -> <target>} with a for active, c for counted.
 */
final class DestinationCodec {
  private static final Pattern FORM =
      Pattern.compile("!([0-9]{3}) (a|-)(c|-) (-?[0-9]{1,18}|-) (.+)");

  private DestinationCodec() {}

  static String write(Destination d) {
    if (d.equals(plain(d.target()))) {
      return d.target().value();
    }
    Instant expiresAt = d.expiresAt();
    return "!%d %s%s %s %s"
        .formatted(
            d.status().code(),
            d.active() ? "a" : "-",
            d.counted() ? "c" : "-",
            expiresAt == null ? "-" : Long.toString(expiresAt.toEpochMilli()),
            d.target().value());
  }

  static Destination read(String text) {
    if (!text.startsWith("!")) {
      return plain(new Target(text));
    }
    Matcher matcher = FORM.matcher(text);
    if (!matcher.matches()) {
      return plain(new Target(text));
    }
    String expiry = matcher.group(4);
    return new Destination(
        new Target(matcher.group(5)),
        RedirectStatus.of(Integer.parseInt(matcher.group(1))),
        matcher.group(2).equals("a"),
        expiry.equals("-") ? null : Instant.ofEpochMilli(Long.parseLong(expiry)),
        matcher.group(3).equals("c"));
  }

  private static Destination plain(Target target) {
    return new Destination(target, RedirectStatus.FOUND, true, null, false);
  }
}

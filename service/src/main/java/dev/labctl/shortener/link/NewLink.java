package dev.labctl.shortener.link;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A link to make.
 *
 * @param alias the code that the caller wants, or null: draw one
 */
public record NewLink(@Nullable Code alias, LinkProperties properties) {
  /** The same for the same wishes, and for no others. */
  public String fingerprint() {
    // No value but the target has a line's end in it, and the target has none either.
    String wishes =
        String.join(
            "\n",
            alias == null ? "" : alias.value(),
            properties.target().value(),
            Integer.toString(properties.status().code()),
            Boolean.toString(properties.active()),
            String.valueOf(properties.expiresAt()),
            String.valueOf(properties.maxVisits()),
            properties.tags().stream().map(Tag::value).collect(Collectors.joining("\n")));
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(wishes.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

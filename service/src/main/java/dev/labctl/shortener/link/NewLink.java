package dev.labctl.shortener.link;

import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
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
 * @param drawnLength how long a drawn code is
 */
public record NewLink(@Nullable Code alias, int drawnLength, LinkProperties properties) {
  public NewLink {
    if (drawnLength < Code.MIN_DRAWN_LENGTH || drawnLength > Code.MAX_LENGTH) {
      throw new InvalidInput(
          "a drawn code of %d characters, must have %d to %d"
              .formatted(drawnLength, Code.MIN_DRAWN_LENGTH, Code.MAX_LENGTH));
    }
  }

  /** A link whose code has the usual length if it is drawn. */
  public NewLink(@Nullable Code alias, LinkProperties properties) {
    this(alias, Code.DRAWN_LENGTH, properties);
  }

  /** The same for the same wishes, and for no others. */
  public String fingerprint() {
    // No value has a line's end in it, and no tag a space.
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
    return hash(wishes + more());
  }

  /** What few links have: none of it must change the fingerprints that are stored. */
  private String more() {
    Title title = properties.title();
    return (drawnLength == Code.DRAWN_LENGTH ? "" : "\n length " + drawnLength)
        + (properties.validSince() == null ? "" : "\n since " + properties.validSince())
        + (title == null ? "" : "\n title " + title.value())
        + (properties.crawlable() ? "\n crawlable" : "")
        + (properties.forwardQuery() ? "\n query" : "");
  }

  private static String hash(String wishes) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(wishes.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}

package dev.labctl.shortener.auth;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A key that a program signs in with: 256 random bits behind a prefix by which a person, or a
 * scanner of repositories, knows it. Prints as nothing.
 */
public record ApiKey(String value) {
  static final String PREFIX = "slk_";
  private static final int RANDOM_BYTES = 32;
  private static final Pattern FORM = Pattern.compile("slk_[0-9A-Za-z_-]{43}");

  public ApiKey {
    if (!FORM.matcher(value).matches()) {
      throw new IllegalArgumentException("no API key");
    }
  }

  /** What is kept of a key. */
  public record Hash(String hex) {}

  /** Draws a new key. */
  public static ApiKey random(SecureRandom random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new ApiKey(PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
  }

  /** The key, or empty if it cannot be one, so that nobody needs to be asked. */
  public static Optional<ApiKey> parse(String text) {
    return FORM.matcher(text).matches() ? Optional.of(new ApiKey(text)) : Optional.empty();
  }

  /**
   * SHA-256. A slow hash with a salt protects what people choose; 256 random bits cannot be
   * guessed, and every request has to look the hash up.
   */
  public Hash hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.US_ASCII));
      return new Hash(HexFormat.of().formatHex(digest));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}

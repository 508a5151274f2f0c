package dev.labctl.shortener.user;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** With what a user who forgot the password sets a new one, once. Prints as nothing. */
public record ResetCode(String value) {
  private static final int RANDOM_BYTES = 18;

  /** Draws a new one. */
  static ResetCode random(SecureRandom random) {
    byte[] bytes = new byte[RANDOM_BYTES];
    random.nextBytes(bytes);
    return new ResetCode(Base64.getUrlEncoder().encodeToString(bytes));
  }

  /** SHA-256, which is kept: 144 random bits need no slow hash. */
  String hash() {
    try {
      MessageDigest sha = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(sha.digest(value.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  @Override
  public String toString() {
    return "***";
  }
}

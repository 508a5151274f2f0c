package dev.labctl.shortener.config;

import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who may do what, and how they prove who they are.
 *
 * @param tokenKeyFile what access tokens are signed with, at least 32 bytes, the same file for all
 *     instances; without it the key that {@code migrate} made in the database
 * @param tokenLifetime how long an access token is good for, 15m by default
 * @param anonymousCreate whether links may be made, changed and deleted without signing in, false
 *     by default
 */
public record AuthSettings(
    @Nullable Path tokenKeyFile, @Nullable Delay tokenLifetime, @Nullable Boolean anonymousCreate) {
  /** The settings where the file has none. */
  public static final AuthSettings DEFAULT = new AuthSettings(null, null, null);

  private static final Duration LIFETIME = Duration.ofMinutes(15);
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final int KEY_BYTES = 32;

  public AuthSettings {
    if (tokenLifetime != null && tokenLifetime.length().compareTo(SHORTEST) < 0) {
      throw new Misconfigured(
          "auth.tokenLifetime is %s, must be at least 1s".formatted(tokenLifetime.length()), null);
    }
  }

  /** How long an access token is good for. */
  public Duration lifetime() {
    return tokenLifetime == null ? LIFETIME : tokenLifetime.length();
  }

  /** Whether links may be made without signing in. */
  public boolean anonymousMayCreate() {
    return anonymousCreate != null && anonymousCreate;
  }

  /** The key that access tokens are signed with, if it is configured. */
  public Optional<byte[]> tokenKey() {
    if (tokenKeyFile == null) {
      return Optional.empty();
    }
    byte[] key = Secret.read(tokenKeyFile).value().getBytes(StandardCharsets.UTF_8);
    if (key.length < KEY_BYTES) {
      throw new Misconfigured(
          "auth.tokenKeyFile %s holds %d bytes, must hold at least %d; make one with 'openssl rand -base64 48'"
              .formatted(tokenKeyFile, key.length, KEY_BYTES),
          null);
    }
    return Optional.of(key);
  }
}

package dev.labctl.shortener.config;

import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The admin port.
 *
 * @param host where it listens; where the public port does if not set
 * @param tokenFile what whoever asks for recordings or empties caches must send, at least 16 bytes;
 *     without it nobody can
 * @param names names by which it is asked besides {@code localhost} and its addresses
 */
public record AdminSettings(
    @Nullable String host, @Nullable Path tokenFile, @Nullable List<String> names) {
  /** What holds if nothing is set. */
  public static final AdminSettings DEFAULT = new AdminSettings(null, null, null);

  private static final int TOKEN_BYTES = 16;

  /** Names by which it is asked. */
  public List<String> ownNames() {
    return names == null ? List.of() : List.copyOf(names);
  }

  /** The token, if there is one. */
  public Optional<byte[]> token() {
    if (tokenFile == null) {
      return Optional.empty();
    }
    byte[] token = Secret.read(tokenFile).value().getBytes(StandardCharsets.UTF_8);
    if (token.length < TOKEN_BYTES) {
      throw new Misconfigured(
          "admin.tokenFile %s holds %d bytes, must hold at least %d; make one with 'openssl rand -base64 24'"
              .formatted(tokenFile, token.length, TOKEN_BYTES),
          null);
    }
    return Optional.of(token);
  }
}

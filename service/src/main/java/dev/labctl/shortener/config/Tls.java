package dev.labctl.shortener.config;

import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * That servers must prove who they are, host name included.
 *
 * @param caFile the certificates, as PEM, of those whose word is trusted, and nobody else's
 */
public record Tls(Path caFile) {
  public Tls {
    @Nullable Path given = caFile;
    if (given == null || !Files.isReadable(given)) {
      throw new Misconfigured("tls.caFile is '%s', must be a readable file".formatted(given), null);
    }
  }
}

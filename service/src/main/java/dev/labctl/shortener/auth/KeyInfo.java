package dev.labctl.shortener.auth;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What is told of an API key once it has been handed over.
 *
 * @param user whose it is
 * @param name what its user calls it
 * @param expiresAt when it ends, or null: only when it is revoked
 */
public record KeyInfo(
    long id, long user, String name, Instant createdAt, @Nullable Instant expiresAt) {}

package dev.labctl.shortener.user;

import java.time.Instant;

/**
 * A user as it is stored, without its password.
 *
 * @param admin may see and change everything
 * @param active may sign in and use keys
 */
public record User(long id, UserName name, boolean admin, boolean active, Instant createdAt) {}

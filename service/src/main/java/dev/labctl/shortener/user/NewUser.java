package dev.labctl.shortener.user;

import org.jspecify.annotations.Nullable;

/**
 * A user to make.
 *
 * @param password null: none, until an admin sets one; keys work without
 */
public record NewUser(UserName name, @Nullable Password password, boolean admin, boolean active) {}

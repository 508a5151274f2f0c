package dev.labctl.shortener.user;

import org.jspecify.annotations.Nullable;

/**
 * What to change about a user; null leaves a property as it is.
 *
 * @param endKeys whether the user's API keys end
 */
public record UserChange(
    @Nullable UserName name,
    @Nullable Password password,
    @Nullable Boolean admin,
    @Nullable Boolean active,
    boolean endKeys) {}

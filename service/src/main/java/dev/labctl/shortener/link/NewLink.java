package dev.labctl.shortener.link;

import org.jspecify.annotations.Nullable;

/**
 * A link to make.
 *
 * @param alias the code that the caller wants, or null: draw one
 */
public record NewLink(@Nullable Code alias, LinkProperties properties) {}

package dev.labctl.shortener.audit;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that was done.
 *
 * @param entityId a link's code, a user's or a key's id
 * @param actor the user that did it, or null: nobody had signed in
 * @param detail more, as a JSON object, or null
 */
public record Event(
    long id,
    Instant at,
    Action action,
    Entity entity,
    String entityId,
    @Nullable Long actor,
    @Nullable String detail) {}

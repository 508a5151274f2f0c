package dev.labctl.shortener.link;

import java.time.Instant;

/** A stored link. */
public record Link(Code code, Target target, Instant createdAt) {}

package dev.labctl.shortener.redirect;

import dev.labctl.shortener.link.Target;

/** A code's target and the tier that knew it. */
public record Resolution(Target target, Source source) {}

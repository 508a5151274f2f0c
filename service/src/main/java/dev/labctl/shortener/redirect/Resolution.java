package dev.labctl.shortener.redirect;

import dev.labctl.shortener.link.Destination;

/** Where a code leads and the tier that knew it. */
public record Resolution(Destination destination, Source source) {}

package dev.labctl.shortener.click;

import java.time.Instant;

/** One visit as it may be shown: without address. */
public record Visit(Instant at, ReferrerHost referrer, AgentFamily agent) {}

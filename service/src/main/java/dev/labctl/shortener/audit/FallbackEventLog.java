package dev.labctl.shortener.audit;

import dev.labctl.shortener.guard.Fallback;
import java.util.List;

/** Asks the primary, and a replica while it is away. */
public record FallbackEventLog(Fallback<EventLog> logs) implements EventLog {
  @Override
  public List<Event> list(EventQuery query) {
    return logs.ask(log -> log.list(query));
  }
}

package dev.labctl.shortener.audit;

import java.util.List;

/**
 * Where events are read. They are written by the stores, each in the transaction of what it tells.
 * May throw DependencyFailed.
 */
public interface EventLog {
  List<Event> list(EventQuery query);
}

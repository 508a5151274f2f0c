package dev.labctl.shortener.observe;

import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Destination;
import dev.labctl.shortener.redirect.SharedCache;
import java.util.Map;

/** A shared cache whose calls show in traces. */
public record TracedCache(SharedCache cache) implements SharedCache {
  private static final Map<String, String> ATTRIBUTES = Map.of("db.system.name", "redis");

  @Override
  public Entry get(Code code) {
    return Spans.in("GET redis", ATTRIBUTES, () -> cache.get(code));
  }

  @Override
  public void putIfAbsent(Code code, Destination destination) {
    run("SET redis", () -> cache.putIfAbsent(code, destination));
  }

  @Override
  public void markChanged(Code code) {
    run("SETEX redis", () -> cache.markChanged(code));
  }

  @Override
  public void markDeleted(Code code) {
    run("SETEX redis", () -> cache.markDeleted(code));
  }

  private static void run(String name, Runnable work) {
    boolean done =
        Spans.in(
            name,
            ATTRIBUTES,
            () -> {
              work.run();
              return true;
            });
    assert done;
  }
}

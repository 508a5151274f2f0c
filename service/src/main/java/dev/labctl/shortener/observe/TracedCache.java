package dev.labctl.shortener.observe;

import dev.labctl.shortener.config.HostPort;
import dev.labctl.shortener.link.Code;
import dev.labctl.shortener.link.Destination;
import dev.labctl.shortener.redirect.SharedCache;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * A shared cache whose calls show in traces.
 *
 * @param server which of its servers is asked now; empty while none is known
 */
public record TracedCache(SharedCache cache, Supplier<Optional<HostPort>> server)
    implements SharedCache {
  private static final Map<String, String> ATTRIBUTES = Map.of("db.system.name", "redis");

  @Override
  public Entry get(Code code) {
    return in("GET redis", () -> cache.get(code));
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

  private void run(String name, Runnable work) {
    boolean done =
        in(
            name,
            () -> {
              work.run();
              return true;
            });
    assert done;
  }

  private <T> T in(String name, Supplier<T> work) {
    return Spans.in(
        name,
        ATTRIBUTES,
        () -> {
          if (Spans.isTraced()) {
            server.get().ifPresent(s -> Spans.server(s.host(), s.port()));
          }
          return work.get();
        });
  }
}

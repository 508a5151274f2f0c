package dev.labctl.ledger;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.http.WebClient;
import dev.labctl.process.Await;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** Asks the public entry for links, eight at a time. */
final class Redirects implements AutoCloseable {
  private static final int AT_A_TIME = 8;
  private static final int TRIES = 4;
  private static final Duration BETWEEN = Duration.ofSeconds(1);
  private final WebClient http = new WebClient(Duration.ofSeconds(2));
  private final URI entry;

  Redirects(URI entry) {
    this.entry = entry;
  }

  /** What the entry said of a code. */
  sealed interface Redirection {
    /** 302 to the right target. */
    record Right() implements Redirection {}

    /** Redirected elsewhere. */
    record Wrong(String location) implements Redirection {}

    /** 404 or 410, again and again. */
    record NotFound() implements Redirection {}

    /** Nothing that tells. */
    record Unread(String why) implements Redirection {}
  }

  /** Follows every entry's code; by entry number. */
  Map<Long, Redirection> follow(List<Entry> entries) {
    Map<Long, Redirection> seen = new ConcurrentHashMap<>();
    var slots = new Semaphore(AT_A_TIME);
    try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> all =
          entries.stream()
              .<Future<?>>map(
                  e ->
                      threads.submit(
                          () -> {
                            slots.acquireUninterruptibly();
                            try {
                              seen.put(e.n(), persist(e));
                            } finally {
                              slots.release();
                            }
                          }))
              .toList();
      for (Future<?> one : all) {
        one.get();
      }
    } catch (ExecutionException e) {
      throw LabctlException.of(ExitCode.INCONCLUSIVE, "cannot follow links: " + e.getCause(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LabctlException.of(ExitCode.INTERRUPTED, "interrupted while following links", e);
    }
    return seen;
  }

  /** A short negative cache may hide a link for a moment. */
  private Redirection persist(Entry entry) {
    Redirection seen = once(entry);
    for (int i = 1;
        i < TRIES && (seen instanceof Redirection.NotFound || seen instanceof Redirection.Unread);
        i++) {
      Await.pause(BETWEEN);
      seen = once(entry);
    }
    return seen;
  }

  private Redirection once(Entry link) {
    return switch (http.get(entry.resolve("/" + link.code()))) {
      case WebClient.HttpReply.NoResponse(String why, _) -> new Redirection.Unread(why);
      case WebClient.HttpReply.Response(int status, var location, _) when status == 302 -> {
        String to = location.orElse("none");
        yield to.equals(link.target()) ? new Redirection.Right() : new Redirection.Wrong(to);
      }
      case WebClient.HttpReply.Response(int status, _, _) when status == 404 || status == 410 ->
          new Redirection.NotFound();
      case WebClient.HttpReply.Response(int status, _, _) ->
          new Redirection.Unread("status " + status);
    };
  }

  @Override
  public void close() {
    http.close();
  }
}

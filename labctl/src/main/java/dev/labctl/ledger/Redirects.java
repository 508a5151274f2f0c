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
  sealed interface Seen {
    /** 302 to the right target. */
    record Right() implements Seen {}

    /** Redirected elsewhere. */
    record Wrong(String location) implements Seen {}

    /** 404 or 410, again and again. */
    record Absent() implements Seen {}

    /** Nothing that tells. */
    record Unread(String why) implements Seen {}
  }

  /** Follows every entry's code; by entry number. */
  Map<Long, Seen> follow(List<Entry> entries) {
    Map<Long, Seen> seen = new ConcurrentHashMap<>();
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
  private Seen persist(Entry entry) {
    Seen seen = once(entry);
    for (int i = 1;
        i < TRIES && (seen instanceof Seen.Absent || seen instanceof Seen.Unread);
        i++) {
      Await.pause(BETWEEN);
      seen = once(entry);
    }
    return seen;
  }

  private Seen once(Entry link) {
    return switch (http.get(entry.resolve("/" + link.code()))) {
      case WebClient.Reply.None(String why, _) -> new Seen.Unread(why);
      case WebClient.Reply.Response(int status, var location, _) when status == 302 -> {
        String to = location.orElse("none");
        yield to.equals(link.target()) ? new Seen.Right() : new Seen.Wrong(to);
      }
      case WebClient.Reply.Response(int status, _, _) when status == 404 || status == 410 ->
          new Seen.Absent();
      case WebClient.Reply.Response(int status, _, _) -> new Seen.Unread("status " + status);
    };
  }

  @Override
  public void close() {
    http.close();
  }
}

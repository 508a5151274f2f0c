package dev.labctl.load;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.http.WebClient;
import dev.labctl.json.Json;
import dev.labctl.process.Await;
import java.net.URI;
import java.net.http.HttpRequest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntConsumer;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Creates the links that a load asks for, through the entry as any client would. Each has an
 * idempotency key, so a request without an answer is simply sent again.
 */
public final class Preloader {
  private static final int AT_ONCE = 8;
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration BETWEEN_TRIES = Duration.ofMillis(100);

  private final URI entry;
  private final Duration deadline;

  /**
   * @param entry the system's public address
   * @param deadline for each link, tries included
   */
  public Preloader(URI entry, Duration deadline) {
    this.entry = entry;
    this.deadline = deadline;
  }

  /**
   * Creates links.
   *
   * @param purpose part of the targets and keys, so that several sets of one run differ
   * @param created called with the number so far, for progress
   * @return the links, in a fixed order
   * @throws LabctlException (exit 5) when one could not be created in time
   */
  public List<Link> create(String run, String purpose, int count, IntConsumer created) {
    try (WebClient client = new WebClient(REQUEST_TIMEOUT);
        var workers = Executors.newFixedThreadPool(AT_ONCE, Thread.ofVirtual().factory())) {
      List<Future<Link>> started = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        String key = "%s-%s-%d".formatted(run, purpose, i);
        String target = "https://load.example/%s/%s/%d".formatted(run, purpose, i);
        started.add(workers.submit(() -> create(client, key, target)));
      }
      try {
        return distinct(collect(started, created));
      } finally {
        workers.shutdownNow();
      }
    }
  }

  private static List<Link> collect(List<Future<Link>> started, IntConsumer created) {
    List<Link> links = new ArrayList<>();
    try {
      for (Future<Link> link : started) {
        links.add(link.get());
        created.accept(links.size());
      }
      return links;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw LabctlException.of(ExitCode.INTERRUPTED, "interrupted", e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof LabctlException cause) {
        throw cause;
      }
      throw new IllegalStateException("creating a link", e);
    }
  }

  private static List<Link> distinct(List<Link> links) {
    Set<String> codes = new HashSet<>();
    for (Link link : links) {
      if (!codes.add(link.code())) {
        throw LabctlException.of(
            ExitCode.FAILED,
            "code '%s' was given for two different targets, one of them %s; must be unique"
                .formatted(link.code(), link.target()));
      }
    }
    return links;
  }

  private Link create(WebClient client, String key, String target) {
    HttpRequest request =
        HttpRequest.newBuilder(entry.resolve("/api/links"))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", key)
            .POST(
                HttpRequest.BodyPublishers.ofString(
                    Json.lines().writeValueAsString(Map.of("target", target))))
            .build();
    Created answered =
        Await.until(
            "create the link " + target,
            deadline,
            BETWEEN_TRIES,
            ExitCode.INCONCLUSIVE,
            () -> attempt(client, request),
            Created::last);
    return new Link(code(answered, target), target);
  }

  /** One try; {@code status} 0 stands for no answer. */
  private record Created(int status, String body) {
    boolean last() {
      return status != 0 && status < 500 && status != 429;
    }

    @Override
    public String toString() {
      return status == 0 ? body : "status %d: %s".formatted(status, body);
    }
  }

  private static Created attempt(WebClient client, HttpRequest request) {
    return switch (client.send(request)) {
      case WebClient.HttpReply.NoResponse(String why, _) -> new Created(0, why);
      case WebClient.HttpReply.Response(int status, _, String body) -> new Created(status, body);
    };
  }

  private static String code(Created attempt, String target) {
    if (attempt.status() != 200 && attempt.status() != 201) {
      throw unexpected(attempt, target);
    }
    try {
      JsonNode code = Json.lines().readTree(attempt.body()).path("code");
      return code.asStringOpt().orElseThrow(() -> unexpected(attempt, target));
    } catch (JacksonException e) {
      LabctlException unexpected = unexpected(attempt, target);
      unexpected.addSuppressed(e);
      throw unexpected;
    }
  }

  private static LabctlException unexpected(Created attempt, String target) {
    return LabctlException.of(
        ExitCode.FAILED,
        "creating a link to %s was answered with %d %s; must be 201 with a 'code'"
            .formatted(target, attempt.status(), attempt.body()));
  }
}

package dev.labctl.probe;

import dev.labctl.json.Json;
import dev.labctl.ledger.Ledger;
import dev.labctl.process.Await;
import dev.labctl.timeline.Event;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * Twenty reads and twenty writes a second through the public entry, each sent at its own instant
 * however slow the answers are; measures outages. Its writes are the ledger's.
 */
public final class Probe implements AutoCloseable {
  /** A request without an answer in this time has failed. */
  public static final Duration LIMIT = Duration.ofSeconds(2);

  private static final Duration INTERVAL = Duration.ofMillis(50);

  /** Later than this, the machine is too busy for the measured outages to be believed. */
  private static final Duration LATE = Duration.ofSeconds(1);

  private final Http http = new Http(LIMIT);
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final Known known;
  private final URI entry;
  private final Ledger ledger;
  private final InstantSource clock;
  private final Consumer<Event> facts;
  private final Counted reads;
  private final Counted writes;
  private final AtomicLong worstLateNanos = new AtomicLong();
  private final Thread schedule;
  private volatile boolean stopping;
  private boolean closed;

  /**
   * Starts probing at once; reads begin when the first writes are two seconds old.
   *
   * @param entry the public entry
   * @param random draws the links that are read
   */
  public Probe(
      URI entry,
      Ledger ledger,
      InstantSource clock,
      RandomGenerator random,
      Consumer<Event> facts) {
    this.entry = entry;
    this.ledger = ledger;
    this.clock = clock;
    this.facts = facts;
    this.known = new Known(random);
    this.reads = new Counted(new OutageTracker("read", facts::accept));
    this.writes = new Counted(new OutageTracker("write", facts::accept));
    this.schedule = Thread.ofPlatform().name("probe").start(this::run);
  }

  private record Counted(OutageTracker tracker, AtomicLong all, AtomicLong failed) {
    Counted(OutageTracker tracker) {
      this(tracker, new AtomicLong(), new AtomicLong());
    }
  }

  /** Instants come from one monotonic clock, so that a step of the wall clock moves nothing. */
  private void run() {
    Instant start = clock.instant();
    long origin = System.nanoTime();
    for (long tick = 0; !stopping; tick++) {
      long due = tick * INTERVAL.toNanos() / 2;
      long left = due - (System.nanoTime() - origin);
      if (left > 0) {
        Await.pause(Duration.ofNanos(left));
      } else {
        worstLateNanos.accumulateAndGet(-left, Math::max);
      }
      Instant intended = start.plusNanos(due);
      if (tick % 2 == 0) {
        requests.execute(() -> write(intended, writes.all().getAndIncrement()));
      } else {
        readOne(intended);
      }
    }
  }

  private void write(Instant intended, long n) {
    var request =
        HttpRequest.newBuilder(entry.resolve("/api/links"))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", ledger.key(n))
            .POST(
                BodyPublishers.ofString(
                    Json.lines().writeValueAsString(Map.of("target", ledger.target(n)))))
            .build();
    Http.Answer answer = http.send(request);
    Instant answered = clock.instant();
    Optional<String> failure =
        switch (answer) {
          case Http.Answer.None(String why) -> {
            ledger.unknown(n, intended, why);
            yield Optional.of(why);
          }
          case Http.Answer.Response response -> judgeWrite(n, intended, answered, response);
        };
    done(writes, n, intended, answered, failure);
  }

  /** Why the write failed; empty when it succeeded. */
  private Optional<String> judgeWrite(
      long n, Instant intended, Instant answered, Http.Answer.Response response) {
    int status = response.status();
    if (status != 201 && status != 200) {
      // 502 and 504 are a proxy's: the write was passed on and nobody knows what became of it.
      if (status >= 500 && status != 503) {
        ledger.unknown(n, intended, "status " + status);
      } else {
        ledger.rejected(n, intended, "status " + status);
      }
      return Optional.of("status " + status);
    }
    String code = code(response.body());
    if (code.isEmpty()) {
      String why = "status %d without a code: %s".formatted(status, response.body());
      ledger.unknown(n, intended, why);
      return Optional.of(why);
    }
    ledger.acknowledged(n, intended, code);
    known.add(code, ledger.target(n), answered);
    return wrongLocation(response.location(), l -> l.endsWith("/" + code));
  }

  private static Optional<String> wrongLocation(
      Optional<String> location, Predicate<String> right) {
    return location.filter(right).isPresent()
        ? Optional.empty()
        : Optional.of(location.map(l -> "Location " + l).orElse("no Location"));
  }

  private static String code(String body) {
    try {
      JsonNode link = Json.lines().readTree(body);
      return link.path("code").asString("");
    } catch (JacksonException e) {
      return "";
    }
  }

  private void readOne(Instant intended) {
    known
        .draw(clock.instant())
        .ifPresent(
            link -> requests.execute(() -> read(intended, reads.all().getAndIncrement(), link)));
  }

  private void read(Instant intended, long n, Known.Link link) {
    Http.Answer answer =
        http.send(HttpRequest.newBuilder(entry.resolve("/" + link.code())).GET().build());
    Optional<String> failure =
        switch (answer) {
          case Http.Answer.None(String why) -> Optional.of(why);
          case Http.Answer.Response(int status, _, _) when status != 302 ->
              Optional.of("status " + status);
          case Http.Answer.Response(_, var location, _) ->
              wrongLocation(location, link.target()::equals);
        };
    done(reads, n, intended, clock.instant(), failure);
  }

  private static void done(
      Counted counted, long n, Instant intended, Instant answered, Optional<String> failure) {
    if (failure.isPresent()) {
      counted.failed().incrementAndGet();
    }
    counted.tracker().add(new OutageTracker.Attempt(n, intended, answered, failure.orElse(null)));
  }

  /** Stops sending, waits for the last answers, and writes the summary. */
  @Override
  public void close() {
    if (closed) {
      return;
    }
    closed = true;
    stopping = true;
    boolean interrupted = Thread.interrupted();
    try {
      schedule.join();
    } catch (InterruptedException e) {
      interrupted = true;
    }
    requests.close();
    http.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Instant now = clock.instant();
    reads.tracker().end(now);
    writes.tracker().end(now);
    Duration late = Duration.ofNanos(worstLateNanos.get());
    if (late.compareTo(LATE) > 0) {
      facts.accept(
          new Event.Problem(
              now,
              "probe",
              "a request was sent %d ms after its instant; outages are uncertain by that"
                  .formatted(late.toMillis())));
    }
    facts.accept(
        new Event.ProbeSummary(
            now,
            reads.all().get(),
            reads.failed().get(),
            writes.all().get(),
            writes.failed().get()));
  }
}

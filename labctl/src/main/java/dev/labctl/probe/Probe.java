package dev.labctl.probe;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.http.WebClient;
import dev.labctl.http.WebClient.HttpReply;
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
import java.util.function.Supplier;
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

  private final WebClient http = new WebClient(LIMIT);
  private final ExecutorService requests = Executors.newVirtualThreadPerTaskExecutor();
  private final Known known;
  private final URI entry;
  private final Ledger ledger;
  private final InstantSource clock;
  private final Consumer<Event> facts;
  private final Consumer<LabctlException> failed;
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
   * @param random draws the links that are read; used by the probe's own thread alone
   * @param failed told when the probe has ended by itself
   */
  public Probe(
      URI entry,
      Ledger ledger,
      InstantSource clock,
      RandomGenerator random,
      Consumer<Event> facts,
      Consumer<LabctlException> failed) {
    this.entry = entry;
    this.ledger = ledger;
    this.clock = clock;
    this.facts = facts;
    this.failed = failed;
    this.known = new Known(random);
    this.reads = new Counted(new OutageTracker("read", facts::accept));
    this.writes = new Counted(new OutageTracker("write", facts::accept));
    this.schedule = Thread.ofPlatform().name("probe").start(this::schedule);
  }

  private record Counted(OutageTracker tracker, AtomicLong all, AtomicLong failed) {
    Counted(OutageTracker tracker) {
      this(tracker, new AtomicLong(), new AtomicLong());
    }
  }

  private void schedule() {
    try {
      run();
    } catch (RuntimeException | Error e) {
      failed.accept(ended(e));
    }
  }

  private static LabctlException ended(Throwable e) {
    return LabctlException.of(
        ExitCode.INCONCLUSIVE, "the probe ended by itself: a bug of ours: " + e, e);
  }

  /**
   * Requests are numbered here, in the order of their instants, for the outages are found in that
   * order; a thread of its own may begin later than the next one's.
   */
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
        long n = writes.all().getAndIncrement();
        send(writes, n, intended, () -> write(n, intended));
      } else {
        known
            .draw(clock.instant())
            .ifPresent(
                link -> {
                  long n = reads.all().getAndIncrement();
                  send(reads, n, intended, () -> read(link));
                });
      }
    }
  }

  /**
   * Makes one attempt on a thread of its own. One that breaks has failed, and so has the probe: a
   * number without an outcome would hold up all later ones.
   */
  private void send(Counted counted, long n, Instant intended, Supplier<Optional<String>> attempt) {
    requests.execute(
        () -> {
          Optional<String> failure;
          try {
            failure = attempt.get();
          } catch (RuntimeException | Error e) {
            failure = Optional.of(e.toString());
            failed.accept(ended(e));
          }
          if (failure.isPresent()) {
            counted.failed().incrementAndGet();
          }
          counted
              .tracker()
              .add(new OutageTracker.Attempt(n, intended, clock.instant(), failure.orElse(null)));
        });
  }

  /** Why a write failed; empty when it succeeded. */
  private Optional<String> write(long n, Instant intended) {
    var request =
        HttpRequest.newBuilder(entry.resolve("/api/links"))
            .header("Content-Type", "application/json")
            .header("Idempotency-Key", ledger.key(n))
            .POST(
                BodyPublishers.ofString(
                    Json.lines().writeValueAsString(Map.of("target", ledger.target(n)))))
            .build();
    HttpReply answer = http.send(request);
    Instant answered = clock.instant();
    return switch (answer) {
      case HttpReply.NoResponse(String why, _) -> {
        ledger.unknown(n, intended, why);
        yield Optional.of(why);
      }
      case HttpReply.Response response -> judgeWrite(n, intended, answered, response);
    };
  }

  /** Why the write failed; empty when it succeeded. */
  private Optional<String> judgeWrite(
      long n, Instant intended, Instant answered, HttpReply.Response response) {
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

  /** Why a read failed; empty when it succeeded. */
  private Optional<String> read(Known.AcknowledgedLink link) {
    return switch (http.get(entry.resolve("/" + link.code()))) {
      case HttpReply.NoResponse(String why, _) -> Optional.of(why);
      case HttpReply.Response(int status, _, _) when status != 302 ->
          Optional.of("status " + status);
      case HttpReply.Response(_, var location, _) -> wrongLocation(location, link.target()::equals);
    };
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

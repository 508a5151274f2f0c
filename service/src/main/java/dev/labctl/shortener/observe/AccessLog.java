package dev.labctl.shortener.observe;

import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * One JSON line a request: each that failed on our side (5xx), was refused for its rate (429) or
 * was slow, and a sample of the others. A line holds no address, no query, no header but the
 * request's id. A flood of failures must not become a flood of lines: what exceeds 1,000 a second
 * is counted instead.
 */
public final class AccessLog {
  static final int MAX_LINES_PER_SECOND = 1000;
  private static final int TOO_MANY_REQUESTS = 429;
  private static final double NANOS_PER_MILLI = 1e6;
  private static final JsonMapper JSON = new JsonMapper();

  private final double successes;
  private final long slowNanos;
  private final InstantSource clock;
  private final DoubleSupplier random;
  private final Consumer<String> lines;
  private final Runnable onDropped;
  private final AtomicLong second = new AtomicLong();
  private final AtomicInteger written = new AtomicInteger();

  /**
   * @param successes the share of ordinary answers that get a line, 0 to 1
   * @param slow from when on an answer gets one in any case
   * @param random draws from 0 to 1
   * @param lines where they go
   * @param onDropped is told of each line that was one too many
   */
  public AccessLog(
      double successes,
      Duration slow,
      InstantSource clock,
      DoubleSupplier random,
      Consumer<String> lines,
      Runnable onDropped) {
    this.successes = successes;
    this.slowNanos = slow.toNanos();
    this.clock = clock;
    this.random = random;
    this.lines = lines;
    this.onDropped = onDropped;
  }

  /**
   * An answered request.
   *
   * @param code the link's code, if the route has one
   * @param source the tier that knew it
   * @param error what went wrong on our side, in words not fit for the client
   */
  public record Line(
      String requestId,
      @Nullable String traceId,
      String method,
      String route,
      @Nullable String code,
      @Nullable String source,
      int status,
      long tookNanos,
      @Nullable String error) {}

  /** Whether an answer is to have a line; asked of every request, so it must cost nothing. */
  public boolean wants(int status, long tookNanos) {
    return status >= 500
        || status == TOO_MANY_REQUESTS
        || tookNanos >= slowNanos
        || (successes > 0 && random.getAsDouble() < successes);
  }

  /** Writes a line, unless there were too many this second. */
  public void write(Line line) {
    long now = clock.millis();
    long current = now / 1000;
    if (second.getAndSet(current) != current) {
      written.set(0);
    }
    if (written.incrementAndGet() > MAX_LINES_PER_SECOND) {
      onDropped.run();
      return;
    }
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("timestamp", now);
    members.put("level", line.status() >= 500 ? "WARN" : "INFO");
    members.put("loggerName", "access");
    members.put("request_id", line.requestId());
    put(members, "trace_id", line.traceId());
    members.put("method", line.method());
    members.put("route", line.route());
    put(members, "code", line.code());
    put(members, "source", line.source());
    members.put("status", line.status());
    members.put("latency_ms", Math.round(line.tookNanos() / NANOS_PER_MILLI * 1000) / 1000.0);
    put(members, "error", line.error());
    lines.accept(JSON.writeValueAsString(members));
  }

  private static void put(Map<String, Object> members, String name, @Nullable String value) {
    if (value != null) {
      members.put(name, value);
    }
  }
}

package dev.labctl.shortener.http;

import io.helidon.common.concurrency.limits.Limit;
import io.helidon.common.socket.HelidonSocket;
import io.helidon.common.task.InterruptableTask;
import io.helidon.webserver.spi.ServerConnection;
import java.io.UncheckedIOException;
import java.time.Duration;

/**
 * A connection of a client: until when it must have done what is expected of it, and what it holds
 * of the budget for bodies. Its own thread moves the deadline, {@link Connections} closes it.
 */
final class OpenConnection implements ServerConnection, InterruptableTask<Void> {
  private static final ScopedValue<OpenConnection> CURRENT = ScopedValue.newInstance();
  // What somebody on a slow line still has; who sends or takes less keeps others from being served.
  private static final long BYTES_PER_SECOND = 32 * 1024;
  private static final long NANOS_PER_BYTE = 1_000_000_000 / BYTES_PER_SECOND;
  private static final long NEVER = Long.MAX_VALUE;

  private final Connections all;
  private final HelidonSocket socket;
  private final ServerConnection http;
  private volatile long deadline;
  private long held; // by this connection's thread only

  OpenConnection(Connections all, HelidonSocket socket, ServerConnection http) {
    this.all = all;
    this.socket = socket;
    this.http = http;
    idle();
  }

  /** The connection whose thread this is. */
  static OpenConnection current() {
    return CURRENT.get();
  }

  /** Waits for a request. */
  void idle() {
    deadline = all.in(all.limits().idle());
    release();
  }

  /** Reads a request's headers. */
  void readsHeaders() {
    deadline = all.in(all.limits().headersWithin());
  }

  /** Works on a request, for as long as that takes: the client is not waited for. */
  void works() {
    deadline = NEVER;
  }

  /**
   * Waits for more of a body.
   *
   * @param arrived bytes of it that have come
   * @param waitedNanos how long they were waited for
   */
  void readsBody(long arrived, long waitedNanos) {
    long ahead = arrived * NANOS_PER_BYTE - waitedNanos; // of who sends just fast enough
    deadline = all.in(all.limits().headersWithin().plusNanos(Math.min(0, ahead)));
  }

  /** Sends an answer of so many bytes. */
  void answers(long bytes) {
    deadline = all.in(all.limits().answerTakenWithin().plusNanos(bytes * NANOS_PER_BYTE));
  }

  /** Takes bytes out of the budget until the request is answered. */
  void hold(long bytes, boolean many) {
    all.budget().take(bytes, many);
    held += bytes;
  }

  /** Gives back what is held. */
  void release() {
    if (held > 0) {
      all.budget().giveBack(held);
      held = 0;
    }
  }

  boolean isLate(long round) {
    return round > deadline;
  }

  /** Ends it under its thread's hands. */
  void cut() {
    try {
      socket.close();
    } catch (UncheckedIOException e) {
      // The client was quicker. Its end must not be the end of whoever looks after the others.
      System.getLogger(OpenConnection.class.getName())
          .log(System.Logger.Level.DEBUG, "a late connection was closed already", e);
    }
  }

  @Override
  public void handle(Limit limit) throws InterruptedException {
    try {
      ScopedValue.where(CURRENT, this)
          .call(
              () -> {
                http.handle(limit);
                return true;
              });
    } finally {
      release();
      all.ended(this);
    }
  }

  @Override
  public boolean canInterrupt() {
    return http instanceof InterruptableTask<?> task && task.canInterrupt();
  }

  @Override
  public void run() {
    throw new IllegalStateException("a connection is handled, not run");
  }

  @Override
  public Duration idleTime() {
    return http.idleTime();
  }

  @Override
  public void close(boolean interrupt) {
    http.close(interrupt);
  }
}

package dev.labctl.shortener.http;

import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A request's body, for which the client has so much time and which is counted into the budget for
 * all bodies as it arrives. What Helidon 4.5 throws at a malformed chunk looks like an error of
 * ours; it is the client's, and nobody knows where its next request begins.
 */
final class BodyStream extends FilterInputStream {
  private final OpenConnection connection;
  private final int heldPerByte;
  private final boolean many;
  private final long maxBytes;
  private long arrived;
  private long waitedNanos;
  private boolean refused;

  private BodyStream(InputStream in, int heldPerByte, boolean many, long maxBytes) {
    super(in);
    this.maxBytes = maxBytes;
    this.connection = OpenConnection.current();
    this.heldPerByte = heldPerByte;
    this.many = many;
  }

  /** A body of one thing, which is kept whole. */
  static InputStream small(ServerRequest request) {
    return new BodyStream(request.content().inputStream(), 3, false, Long.MAX_VALUE);
  }

  /** A body of many things, each of which is kept in two forms until they are stored. */
  static InputStream large(ServerRequest request, long maxBytes) {
    return new BodyStream(request.content().inputStream(), 2, true, maxBytes);
  }

  private interface Read {
    int run() throws IOException;
  }

  private int timed(Read read) throws IOException {
    long begun = System.nanoTime();
    connection.readsBody(arrived, waitedNanos);
    try {
      return read.run();
    } catch (NumberFormatException e) {
      throw new HttpException("malformed chunk", Status.BAD_REQUEST_400, e, false);
    } finally {
      waitedNanos += System.nanoTime() - begun;
      connection.works();
    }
  }

  private void count(int bytes) {
    refused = true; // unless what follows does not throw
    connection.hold((long) bytes * heldPerByte, many);
    refused = false;
    arrived += bytes;
    if (arrived > maxBytes) {
      throw new HttpException("body too large", Status.REQUEST_ENTITY_TOO_LARGE_413);
    }
  }

  @Override
  public int read() throws IOException {
    int read = timed(super::read);
    if (read >= 0) {
      count(1);
    }
    return read;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    int read = timed(() -> in.read(buffer, offset, length));
    if (read > 0) {
      count(read);
    }
    return read;
  }

  /** Reads what is left, so that the client hears the answer, unless there is no room for it. */
  @Override
  public void close() throws IOException {
    if (!refused) {
      int unused =
          timed(
              () -> {
                super.close();
                return 0;
              });
    }
  }
}

package dev.labctl.shortener.http;

import io.helidon.http.HttpException;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/**
 * A request's body. What Helidon 4.5 throws at a malformed chunk looks like an error of ours; it is
 * the client's, and nobody knows where its next request begins.
 */
final class BodyStream extends FilterInputStream {
  private BodyStream(InputStream in) {
    super(in);
  }

  static InputStream of(ServerRequest request) {
    return new BodyStream(request.content().inputStream());
  }

  @Override
  public int read() throws IOException {
    try {
      return super.read();
    } catch (NumberFormatException e) {
      throw malformed(e);
    }
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    try {
      return super.read(buffer, offset, length);
    } catch (NumberFormatException e) {
      throw malformed(e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      super.close(); // reads what is left
    } catch (NumberFormatException e) {
      throw malformed(e);
    }
  }

  private static HttpException malformed(NumberFormatException cause) {
    return new HttpException("malformed chunk", Status.BAD_REQUEST_400, cause, false);
  }
}

package dev.labctl.shortener.http;

import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

/**
 * Sends answers of any length. Helidon copies what it is given into a buffer of its own, so that a
 * hundred clients who do not read a large answer would each keep a copy of it: what is large goes
 * in slices.
 */
final class Answers {
  private static final int SLICE = 16 * 1024;

  private Answers() {}

  /** Sends what was made for this request, and counts it into the budget if it is large. */
  static void send(ServerResponse response, byte[] content) {
    if (content.length > SLICE) {
      // What it was made of may live as long as it does.
      OpenConnection.current().hold(2L * content.length, true);
    }
    sendShared(response, content);
  }

  /** Sends what all requests share. */
  static void sendShared(ServerResponse response, byte[] content) {
    if (content.length <= SLICE) {
      response.send(content);
      return;
    }
    response.header(HeaderValues.create(HeaderNames.CONTENT_LENGTH, content.length));
    try (OutputStream out = response.outputStream()) {
      OpenConnection.current().answers(content.length);
      for (int sent = 0; sent < content.length; sent += SLICE) {
        out.write(content, sent, Math.min(SLICE, content.length - sent));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

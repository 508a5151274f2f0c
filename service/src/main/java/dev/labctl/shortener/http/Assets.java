package dev.labctl.shortener.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Files from the program's own jar; each is named in code, so that a path cannot lead elsewhere.
 */
final class Assets {
  // Browsers ask again each time, which costs them a 304: a new version is seen at once.
  private static final Header REVALIDATE =
      HeaderValues.createCached(HeaderNames.CACHE_CONTROL, "no-cache");
  private static final Map<String, String> TYPES =
      Map.of(
          "css", "text/css; charset=utf-8",
          "html", "text/html; charset=utf-8",
          "js", "text/javascript; charset=utf-8",
          "svg", "image/svg+xml",
          "yaml", "application/yaml");

  private Assets() {}

  static byte[] read(String resource) {
    try (InputStream in = Assets.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new IllegalStateException("the jar lacks " + resource + "; build it anew");
      }
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends a file of the jar, its content type by its ending. */
  static void send(ServerRequest request, ServerResponse response, String resource) {
    String ending = resource.substring(resource.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    send(request, response, read(resource), TYPES.getOrDefault(ending, "text/plain"));
  }

  static void send(
      ServerRequest request, ServerResponse response, byte[] content, String contentType) {
    CRC32C sum = new CRC32C();
    sum.update(content);
    String tag = "\"" + HexFormat.of().toHexDigits((int) sum.getValue()) + "\"";
    response.header(REVALIDATE).header(HeaderNames.ETAG, tag);
    if (request.headers().first(HeaderNames.IF_NONE_MATCH).orElse("").contains(tag)) {
      response.status(Status.NOT_MODIFIED_304).send();
    } else {
      response.header(HeaderNames.CONTENT_TYPE, contentType).send(content);
    }
  }
}

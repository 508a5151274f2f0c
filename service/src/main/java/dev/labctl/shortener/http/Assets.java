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
import java.util.concurrent.ConcurrentHashMap;
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

  private static final Map<String, Asset> READ = new ConcurrentHashMap<>();

  private Assets() {}

  /** A file with what clients know its content by. */
  record Asset(byte[] content, String type, String tag) {
    static Asset of(byte[] content, String type) {
      CRC32C sum = new CRC32C();
      sum.update(content);
      return new Asset(
          content, type, "\"" + HexFormat.of().toHexDigits((int) sum.getValue()) + "\"");
    }

    void send(ServerRequest request, ServerResponse response) {
      response.header(REVALIDATE).header(HeaderNames.ETAG, tag);
      if (request.headers().first(HeaderNames.IF_NONE_MATCH).orElse("").contains(tag)) {
        response.status(Status.NOT_MODIFIED_304).send();
      } else {
        response.header(HeaderNames.CONTENT_TYPE, type);
        Answers.sendShared(response, content);
      }
    }
  }

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

  /** A file of the jar, read once; its content type by its ending. */
  static Asset get(String resource) {
    return READ.computeIfAbsent(
        resource,
        name -> {
          String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
          return Asset.of(read(name), TYPES.getOrDefault(ending, "text/plain"));
        });
  }
}

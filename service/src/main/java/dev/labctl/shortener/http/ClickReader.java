package dev.labctl.shortener.http;

import dev.labctl.shortener.click.Click;
import dev.labctl.shortener.click.Clicks;
import dev.labctl.shortener.click.OrphanVisit;
import dev.labctl.shortener.click.Orphans;
import dev.labctl.shortener.link.Code;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Takes from a request what counting needs, texts by reference and unparsed: a redirect does not
 * wait.
 */
public record ClickReader(ClientAddress clients, Clicks clicks, Orphans orphans) {
  void record(ServerRequest request, Code code, long atMillis) {
    ServerRequestHeaders headers = request.headers();
    clicks.record(
        new Click(
            code,
            atMillis,
            value(headers, HeaderNames.REFERER),
            value(headers, HeaderNames.USER_AGENT),
            clients.of(request)));
  }

  /** Counts a visit that met no link, unless it only asked. */
  void orphan(ServerRequest request, OrphanVisit.Type type) {
    if (request.prologue().method() == Method.GET) {
      ServerRequestHeaders headers = request.headers();
      orphans.record(
          type,
          request.prologue().uriPath().rawPath(),
          Instant.now(),
          value(headers, HeaderNames.REFERER),
          value(headers, HeaderNames.USER_AGENT));
    }
  }

  /** The request's name, if it is a balancer's word, which may send it again; else null. */
  @Nullable String named(ServerRequest request) {
    return clients.forwarded(request) ? RequestId.given(request) : null;
  }

  private static @Nullable String value(ServerRequestHeaders headers, HeaderName name) {
    return headers.contains(name) ? headers.get(name).get() : null;
  }
}

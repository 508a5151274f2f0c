package dev.labctl.shortener.http;

import dev.labctl.shortener.click.Click;
import dev.labctl.shortener.click.Clicks;
import dev.labctl.shortener.link.Code;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.ServerRequestHeaders;
import io.helidon.webserver.http.ServerRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Takes from a request what counting needs, by reference and unparsed: a redirect does not wait.
 */
public final class ClickReader {
  private final @Nullable HeaderName addressHeader;
  private final Clicks clicks;

  /**
   * @param addressHeader where a proxy says whose request it is, or null: there is none
   */
  public ClickReader(@Nullable String addressHeader, Clicks clicks) {
    this.addressHeader = addressHeader == null ? null : HeaderNames.create(addressHeader);
    this.clicks = clicks;
  }

  void record(ServerRequest request, Code code, Instant at) {
    ServerRequestHeaders headers = request.headers();
    clicks.record(
        new Click(
            code,
            at.toEpochMilli(),
            value(headers, HeaderNames.REFERER),
            value(headers, HeaderNames.USER_AGENT),
            addressHeader == null ? null : value(headers, addressHeader),
            request.remotePeer().address()));
  }

  private static @Nullable String value(ServerRequestHeaders headers, HeaderName name) {
    return headers.contains(name) ? headers.get(name).get() : null;
  }
}

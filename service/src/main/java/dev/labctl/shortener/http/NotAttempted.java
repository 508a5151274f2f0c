package dev.labctl.shortener.http;

import dev.labctl.shortener.failure.ShortenerException;
import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.observe.Exchange;
import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/**
 * Says of a 503 that the request was refused before anything was sent to a database, so that it can
 * be sent to another instance without being done twice. A balancer can tell by a header only in the
 * end, and decides by the status: one that says {@code Shortener-Refuse-As: 425} gets that one.
 */
final class NotAttempted {
  private static final Header SAID = HeaderValues.createCached("Shortener-Not-Attempted", "true");
  private static final HeaderName REFUSE_AS = HeaderNames.create("Shortener-Refuse-As");
  private static final Status TOO_EARLY = Status.create(425, "Too Early");

  private NotAttempted() {}

  /** The status for a failure, with the header that goes with it. */
  static Problem say(
      Problem problem, ShortenerException e, ServerRequest request, ServerResponse response) {
    Exchange exchange = Exchange.current();
    if (!(e instanceof DependencyFailed failed)
        || failed.wasAsked()
        || exchange == null
        || exchange.hasWritten()) {
      return problem;
    }
    response.header(SAID);
    boolean asksAnother =
        request.headers().first(REFUSE_AS).filter(TOO_EARLY.codeText()::equals).isPresent();
    return asksAnother ? new Problem(TOO_EARLY, problem.detail()) : problem;
  }
}

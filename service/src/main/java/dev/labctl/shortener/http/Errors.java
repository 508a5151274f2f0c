package dev.labctl.shortener.http;

import dev.labctl.shortener.failure.ShortenerException;
import dev.labctl.shortener.failure.ShortenerException.DependencyFailed;
import dev.labctl.shortener.failure.ShortenerException.Gone;
import dev.labctl.shortener.failure.ShortenerException.InvalidInput;
import dev.labctl.shortener.failure.ShortenerException.KeyReused;
import dev.labctl.shortener.failure.ShortenerException.Misconfigured;
import dev.labctl.shortener.failure.ShortenerException.NotAllowed;
import dev.labctl.shortener.failure.ShortenerException.NotFound;
import dev.labctl.shortener.failure.ShortenerException.NotSignedIn;
import dev.labctl.shortener.failure.ShortenerException.Overloaded;
import dev.labctl.shortener.failure.ShortenerException.Taken;
import dev.labctl.shortener.failure.ShortenerException.UnknownMediaType;
import dev.labctl.shortener.observe.Exchange;
import io.helidon.http.DirectHandler;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.http.HttpException;
import io.helidon.http.Method;
import io.helidon.http.ServerResponseHeaders;
import io.helidon.http.Status;
import io.helidon.webserver.http.DirectHandlers;
import io.helidon.webserver.http.HttpRouting;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import org.jspecify.annotations.Nullable;

/** Every error leaves as problem+json, without a stack trace. */
final class Errors {
  private static final Logger LOG = System.getLogger(Errors.class.getName());

  // Helidon's own words: it answers 400, and its status cannot be told from a malformed header's.
  private static final String HEADERS_TOO_LARGE = "Header size exceeded";

  private static final Status TOO_LARGE = Status.create(431, "Request Header Fields Too Large");

  private Errors() {}

  static void handle(HttpRouting.Builder routing) {
    routing
        .error(
            ShortenerException.class,
            (request, response, e) -> {
              Problem problem = NotAttempted.say(problem(e), e, request, response);
              if (e instanceof DependencyFailed || problem.status().code() >= 500) {
                Exchange.failed(reasons(e)); // the request's own line in the log says it
              }
              if (e instanceof Overloaded) {
                response.header(HeaderValues.CONNECTION_CLOSE); // the rest of it is not read
              }
              problem.send(request, response);
            })
        .error(
            HttpException.class,
            (request, response, e) -> {
              if (!e.keepAlive()) {
                response.header(HeaderValues.CONNECTION_CLOSE);
              }
              new Problem(e.status(), e.status().reasonPhrase()).send(request, response);
            })
        .error(
            RuntimeException.class,
            (request, response, e) -> {
              LOG.log(Level.ERROR, "a request failed unexpectedly", e);
              Exchange.failed(e.toString());
              new Problem(Status.INTERNAL_SERVER_ERROR_500, "The server made an error.")
                  .send(request, response);
            });
  }

  private static String reasons(Throwable failure) {
    StringBuilder reasons = new StringBuilder();
    for (Throwable e = failure; e != null; e = e.getCause()) {
      reasons.append(reasons.isEmpty() ? "" : ": ").append(e.getMessage());
    }
    return reasons.toString();
  }

  private static Problem problem(ShortenerException e) {
    Status status =
        switch (e) {
          case InvalidInput invalid -> Status.BAD_REQUEST_400;
          case KeyReused reused -> Status.UNPROCESSABLE_CONTENT_422;
          case Taken taken -> Status.CONFLICT_409;
          case NotFound missing -> Status.NOT_FOUND_404;
          case Gone gone -> Status.GONE_410;
          case NotSignedIn stranger -> Status.UNAUTHORIZED_401;
          case NotAllowed forbidden -> Status.FORBIDDEN_403;
          case UnknownMediaType other -> Status.UNSUPPORTED_MEDIA_TYPE_415;
          case Overloaded busy -> Status.SERVICE_UNAVAILABLE_503;
          case DependencyFailed failed -> Status.SERVICE_UNAVAILABLE_503;
          case Misconfigured misconfigured -> Status.INTERNAL_SERVER_ERROR_500;
        };
    // What a dependency said is for the log; the client learns what it can do.
    String detail =
        status.code() < 500 || e instanceof Overloaded
            ? String.valueOf(e.getMessage())
            : "A server behind this one does not answer; try again in a moment.";
    return new Problem(status, detail);
  }

  /** For what the server refuses before routing: malformed requests, bodies too large. */
  static DirectHandlers direct() {
    DirectHandlers.Builder handlers = DirectHandlers.builder();
    for (DirectHandler.EventType type : DirectHandler.EventType.values()) {
      handlers.addHandler(
          type,
          (request, event, status, headers, message) ->
              refusal(event, status(status, message), headers, request.method()));
    }
    return handlers.build();
  }

  private static Status status(Status status, @Nullable String message) {
    return HEADERS_TOO_LARGE.equals(message) ? TOO_LARGE : status;
  }

  private static DirectHandler.TransportResponse refusal(
      DirectHandler.EventType event, Status status, ServerResponseHeaders headers, String method) {
    DirectHandler.TransportResponse.Builder refusal =
        DirectHandler.TransportResponse.builder()
            .status(status)
            .headers(SecurityHeaders.complete(headers))
            .keepAlive(event.keepAlive());
    return method.equals(Method.HEAD.text())
        ? refusal.build()
        : refusal
            .header(HeaderNames.CONTENT_TYPE, Problem.CONTENT_TYPE)
            .entity(new Problem(status, status.reasonPhrase()).body())
            .build();
  }
}

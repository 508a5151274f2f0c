package dev.labctl.gatling;

import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Decides whether an answer is what the request asked for. */
final class Judge {
  /**
   * Gatling reports a lost connection and its own timeout alike, but the timeout fires no earlier
   * than this before the limit; a connect gives up at three quarters of it.
   */
  private static final long TIMER_SLACK_NANOS = 10_000_000;

  private final long timeoutNanos;
  private final JsonMapper mapper = new JsonMapper();

  Judge(double requestTimeoutSeconds) {
    timeoutNanos = Math.round(requestTimeoutSeconds * 1e9);
  }

  /** Empty when the request succeeded. */
  Optional<Reason> fault(Arrival.Work work, Answer answer, long serviceNanos) {
    return switch (answer) {
      case Answer.None() ->
          Optional.of(
              serviceNanos >= timeoutNanos - TIMER_SLACK_NANOS
                  ? Reason.TIMEOUT
                  : Reason.CONNECTION);
      // A replay on a fresh connection restarts Gatling's timer: its answer can come too late.
      case Answer.Response response when serviceNanos > timeoutNanos + TIMER_SLACK_NANOS ->
          Optional.of(Reason.TIMEOUT);
      case Answer.Response response -> fault(work, response);
    };
  }

  private Optional<Reason> fault(Arrival.Work work, Answer.Response response) {
    return switch (work) {
      case Arrival.Redirect(Link link, int tier) ->
          fault(response.status() == 302, response.location().equals(link.target()));
      case Arrival.AskBalancer(String _) -> fault(response.status() == 200, true);
      case Arrival.Create create ->
          fault(
              response.status() == 201 || response.status() == 200,
              code(response.body())
                  .filter(code -> response.location().endsWith("/" + code))
                  .isPresent());
    };
  }

  private static Optional<Reason> fault(boolean rightStatus, boolean rightLocation) {
    if (!rightStatus) {
      return Optional.of(Reason.STATUS);
    }
    return rightLocation ? Optional.empty() : Optional.of(Reason.LOCATION);
  }

  private Optional<String> code(String body) {
    try {
      return mapper.readTree(body).path("code").stringValueOpt().filter(code -> !code.isEmpty());
    } catch (JacksonException notJson) {
      return Optional.empty();
    }
  }
}

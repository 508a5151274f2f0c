package dev.labctl.gatling;

/** How one request ended, seen from the client. */
public sealed interface Answer {

  /** No response: the connection failed or the time was up. */
  record None() implements Answer {}

  /**
   * A whole response. A header that is absent is the empty string.
   *
   * @param source {@code X-Cache-Source}
   */
  record Response(int status, String location, String source, String body) implements Answer {}
}

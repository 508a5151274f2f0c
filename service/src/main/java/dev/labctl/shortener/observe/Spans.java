package dev.labctl.shortener.observe;

import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Spans for whoever is called below a request or a batch, traced or not. */
public final class Spans {
  private Spans() {}

  /**
   * Does work that asks somebody else, in a span of its own if the work around it is traced.
   *
   * @param attributes by OpenTelemetry's names
   */
  public static <T extends @Nullable Object> T in(
      String name, Map<String, String> attributes, Supplier<T> work) {
    Exchange current = Exchange.current();
    Trace trace = current == null ? null : current.trace();
    return trace == null ? work.get() : trace.child(name, attributes, work);
  }

  /** Whether the current work is traced, so that facts are worth looking up. */
  public static boolean isTraced() {
    Exchange current = Exchange.current();
    return current != null && current.trace() != null;
  }

  /** Adds a fact to the innermost span, if the current work is traced. */
  public static void fact(String name, String value) {
    Exchange current = Exchange.current();
    Trace trace = current == null ? null : current.trace();
    if (trace != null) {
      trace.innermost().setAttribute(name, value);
    }
  }

  /** Keeps which server the innermost span asks, if the current work is traced. */
  public static void server(String address, int port) {
    Exchange current = Exchange.current();
    Trace trace = current == null ? null : current.trace();
    if (trace != null) {
      trace.innermost().setAttribute("server.address", address).setAttribute("server.port", port);
    }
  }

  /** What to send along as {@code traceparent}, or null if the current work is not traced. */
  public static @Nullable String traceparent() {
    Exchange current = Exchange.current();
    Trace trace = current == null ? null : current.trace();
    return trace == null ? null : trace.parent().toString();
  }
}

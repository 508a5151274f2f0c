package dev.labctl.shortener.http;

import io.helidon.http.Status;
import io.helidon.webserver.http.Filter;
import io.helidon.webserver.http.FilterChain;
import io.helidon.webserver.http.RoutingRequest;
import io.helidon.webserver.http.RoutingResponse;

/**
 * Takes queries as browsers send them: any printable ASCII, {@code [}, {@code ]}, {@code |} and the
 * like included, which RFC 3986 wants encoded and Helidon would refuse. What is encoded has to be
 * so rightly.
 */
record QueryFilter() implements Filter {
  @Override
  public void filter(FilterChain chain, RoutingRequest request, RoutingResponse response) {
    String query = request.prologue().query().rawValue();
    if (isFit(query) && !request.prologue().fragment().hasValue()) {
      chain.proceed();
    } else {
      new Problem(
              Status.BAD_REQUEST_400,
              "The address' query has to be printable ASCII, with two hexadecimal digits after"
                  + " each %.")
          .send(request, response);
    }
  }

  static boolean isFit(String query) {
    for (int i = 0; i < query.length(); i++) {
      char c = query.charAt(i);
      if (c <= ' ' || c > '~' || (c == '%' && !isByte(query, i + 1))) {
        return false;
      }
    }
    return true;
  }

  private static boolean isByte(String query, int at) {
    return at + 1 < query.length()
        && Character.digit(query.charAt(at), 16) >= 0
        && Character.digit(query.charAt(at + 1), 16) >= 0;
  }
}

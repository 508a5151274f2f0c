package dev.labctl.shortener.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.Set;

/** The web page at {@code /}, a client of this interface like any other. */
public final class PageApi implements HttpService {
  private static final Header POLICY =
      HeaderValues.createCached(
          SecurityHeaders.CONTENT_SECURITY_POLICY,
          "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src"
              + " 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
  private static final Set<String> FILES =
      Set.of(
          "account.js",
          "api.js",
          "app.css",
          "app.js",
          "chart.js",
          "clicks.js",
          "icon.svg",
          "tools.js");

  @Override
  public void routing(HttpRules rules) {
    rules.get("/", PageApi::page).get("/assets/{file}", PageApi::file);
  }

  private static void page(ServerRequest request, ServerResponse response) {
    response.header(POLICY);
    Assets.get("/web/index.html").send(request, response);
  }

  private static void file(ServerRequest request, ServerResponse response) {
    String name = request.path().pathParameters().get("file");
    if (FILES.contains(name)) {
      Assets.get("/web/" + name).send(request, response);
    } else {
      Problem.notFound().send(request, response);
    }
  }
}

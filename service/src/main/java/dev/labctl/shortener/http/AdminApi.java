package dev.labctl.shortener.http;

import dev.labctl.shortener.redirect.LocalCache;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;

/** The cache's emergency exit, on the admin port. */
record AdminApi(LocalCache cache) implements HttpService {
  @Override
  public void routing(HttpRules rules) {
    rules.post(
        "/admin/cache/clear",
        (request, response) -> {
          cache.clear();
          response.status(Status.NO_CONTENT_204).send();
        });
  }
}

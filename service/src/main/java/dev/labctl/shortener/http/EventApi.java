package dev.labctl.shortener.http;

import dev.labctl.shortener.audit.Action;
import dev.labctl.shortener.audit.Entity;
import dev.labctl.shortener.audit.Event;
import dev.labctl.shortener.audit.EventLog;
import dev.labctl.shortener.audit.EventQuery;
import dev.labctl.shortener.failure.ShortenerException.NotAllowed;
import dev.labctl.shortener.user.Caller;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * The audit trail, {@code GET /api/events}: all of it for admins; everybody else sees what he did
 * himself.
 */
public record EventApi(EventLog log, Callers callers) implements HttpService {
  private static final JsonMapper JSON = new JsonMapper();

  @Override
  public void routing(HttpRules rules) {
    rules.get("/api/events", this::list);
  }

  private void list(ServerRequest request, ServerResponse response) {
    Caller.SignedIn caller = callers.signedIn(request);
    EventQuery query =
        new EventQuery(
            Json.query(request, "entity").map(Entity::of).orElse(null),
            Json.query(request, "id").orElse(null),
            Json.query(request, "action").map(Action::of).orElse(null),
            actor(caller, number(request, "actor")),
            instant(request, "from"),
            instant(request, "to"),
            number(request, "cursor"),
            Json.limit(request));
    List<Event> page = log.list(query);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("events", page.stream().map(EventApi::write).toList());
    if (page.size() == query.limit()) {
      body.put("next", Long.toString(page.getLast().id()));
    }
    Json.send(response, Status.OK_200, body);
  }

  private static @Nullable Long actor(Caller.SignedIn caller, @Nullable Long wanted) {
    if (caller.isAdmin()) {
      return wanted;
    }
    if (wanted != null && wanted != caller.id()) {
      throw new NotAllowed("you may only see what you did yourself");
    }
    return caller.id();
  }

  private static @Nullable Long number(ServerRequest request, String name) {
    return Json.query(request, name).map(text -> Json.number(name, text)).orElse(null);
  }

  private static @Nullable Instant instant(ServerRequest request, String name) {
    return Json.query(request, name).map(text -> JsonBody.instant(name, text)).orElse(null);
  }

  private static Map<String, Object> write(Event event) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", event.id());
    body.put("at", event.at().toString());
    body.put("action", event.action().label());
    body.put("entity", event.entity().label());
    body.put("entityId", event.entityId());
    if (event.actor() != null) {
      body.put("actor", event.actor());
    }
    if (event.detail() != null) {
      body.put("detail", JSON.readTree(event.detail()));
    }
    return body;
  }
}

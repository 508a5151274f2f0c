package dev.labctl.shortener.http;

import dev.labctl.shortener.csv.Import;
import dev.labctl.shortener.csv.Import.Fields;
import dev.labctl.shortener.failure.ShortenerException.NotAllowed;
import dev.labctl.shortener.failure.ShortenerException.NotFound;
import dev.labctl.shortener.link.LinkQuery.Owners;
import dev.labctl.shortener.user.Caller;
import dev.labctl.shortener.user.NewUser;
import dev.labctl.shortener.user.Password;
import dev.labctl.shortener.user.User;
import dev.labctl.shortener.user.UserChange;
import dev.labctl.shortener.user.UserName;
import dev.labctl.shortener.user.UserStore.Edit;
import dev.labctl.shortener.user.Users;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Users under {@code /api/users}: admins manage them, everybody else sees himself, as {@code me} or
 * by id, and changes his own password. Who asks for somebody else is told nothing, not even whether
 * there is one.
 */
public record UserApi(Users users, LinkApi links, Callers callers) implements HttpService {
  private static final String EXAMPLE = "{\"name\": \"alice\", \"password\": \"…\"}";
  private static final Set<String> MEMBERS = Set.of("name", "password", "admin", "active");
  private static final Set<String> CHANGEABLE =
      Set.of("name", "password", "currentPassword", "endKeys", "admin", "active");
  private static final String ME = "me";

  @Override
  public void routing(HttpRules rules) {
    rules
        .post("/api/users", this::create)
        .get("/api/users", this::list)
        .post("/api/users/import", this::importCsv)
        .get("/api/users/{id}", this::get)
        .patch("/api/users/{id}", this::update)
        .delete("/api/users/{id}", this::delete)
        .get("/api/users/{id}/links", this::links);
  }

  private void create(ServerRequest request, ServerResponse response) {
    Caller caller = callers.admin(request);
    JsonBody body = JsonBody.read(request, EXAMPLE, MEMBERS);
    String password = body.text("password");
    User user =
        users.create(
            newUser(body.need("name", EXAMPLE), password, body.bool("admin"), body.bool("active")),
            caller);
    response.header(HeaderNames.LOCATION, "/api/users/" + user.id());
    Json.send(response, Status.CREATED_201, write(user));
  }

  private static NewUser newUser(
      String name, @Nullable String password, @Nullable Boolean admin, @Nullable Boolean active) {
    return new NewUser(
        new UserName(name),
        password == null ? null : Password.chosen(password),
        admin != null && admin,
        active == null || active);
  }

  private void list(ServerRequest request, ServerResponse response) {
    callers.admin(request);
    int limit = Json.limit(request);
    long after = Json.query(request, "cursor").map(c -> Json.number("cursor", c)).orElse(0L);
    List<User> page = users.list(after, limit);
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("users", page.stream().map(UserApi::write).toList());
    if (page.size() == limit) {
      body.put("next", Long.toString(page.getLast().id()));
    }
    Json.send(response, Status.OK_200, body);
  }

  private void importCsv(ServerRequest request, ServerResponse response) {
    Caller caller = callers.admin(request);
    BulkApi.send(
        request,
        response,
        new Import<>(
            Set.of("name"),
            Set.of("password", "admin", "active"),
            UserApi::imported,
            wanted -> users.createAll(wanted, caller)));
  }

  private static NewUser imported(Fields row) {
    return newUser(row.need("name"), row.get("password"), row.bool("admin"), row.bool("active"));
  }

  private void get(ServerRequest request, ServerResponse response) {
    Json.send(response, Status.OK_200, write(users.find(visible(request))));
  }

  private void update(ServerRequest request, ServerResponse response) {
    Caller.SignedIn caller = callers.account(request);
    long id = visible(request);
    JsonBody body = JsonBody.read(request, "{\"active\": false}", CHANGEABLE);
    String name = body.text("name");
    String password = body.text("password");
    Boolean endKeys = body.bool("endKeys");
    UserChange change =
        new UserChange(
            name == null ? null : new UserName(name),
            password == null ? null : Password.chosen(password),
            body.bool("admin"),
            body.bool("active"),
            endKeys != null && endKeys);
    if (!caller.isAdmin()) {
      if (change.name() != null || change.admin() != null || change.active() != null) {
        throw new NotAllowed("only an admin may change more than the password");
      }
    }
    if (!caller.isAdmin() || (id == caller.id() && change.password() != null)) {
      String current = body.need("currentPassword", "{\"currentPassword\": \"…\"}");
      users.requirePassword(caller.id(), new Password(current), "currentPassword");
    }
    Edit.Done done = users.update(id, change, caller);
    Map<String, Object> answer = write(done.user());
    answer.put("keys", Map.of("ended", done.keysEnded(), "left", done.keysLeft()));
    Json.send(response, Status.OK_200, answer);
  }

  private void delete(ServerRequest request, ServerResponse response) {
    Caller.SignedIn caller = callers.admin(request);
    users.delete(id(request, caller), caller);
    response.status(Status.NO_CONTENT_204).send();
  }

  private void links(ServerRequest request, ServerResponse response) {
    links.list(request, response, new Owners.User(visible(request)));
  }

  /** The id in the path, if the caller may see this user. */
  private long visible(ServerRequest request) {
    Caller.SignedIn caller = callers.signedIn(request);
    if (caller.isAdmin()) {
      return id(request, caller);
    }
    String wanted = request.path().pathParameters().get("id");
    if (!wanted.equals(ME) && !wanted.equals(Long.toString(caller.id()))) {
      throw new NotAllowed("you may only see yourself");
    }
    return caller.id();
  }

  private static long id(ServerRequest request, Caller.SignedIn caller) {
    String wanted = request.path().pathParameters().get("id");
    return wanted.equals(ME)
        ? caller.id()
        : Json.id(wanted).orElseThrow(() -> new NotFound("There is no such user."));
  }

  private static Map<String, Object> write(User user) {
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("id", user.id());
    body.put("name", user.name().value());
    body.put("admin", user.admin());
    body.put("active", user.active());
    body.put("createdAt", user.createdAt().toString());
    return body;
  }
}

package dev.labctl.shortener.http;

import io.helidon.common.uri.UriPath;
import io.helidon.http.Method;
import io.helidon.http.PathMatcher;
import io.helidon.http.PathMatchers;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.HttpRoute;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * What a listener serves, as its services register it: to tell a wrong method from a wrong path,
 * and for the test that holds the OpenAPI document against it.
 */
public record Routes(List<Route> all) {
  public Routes {
    all = List.copyOf(all);
  }

  /**
   * @param path as in an OpenAPI document, with names in braces
   */
  public record Route(String method, String path, PathMatcher matcher) {
    boolean isPattern() {
      return path.contains("{");
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  static Routes of(List<HttpService> services) {
    Recorder recorder = new Recorder();
    services.forEach(service -> service.routing(recorder));
    return new Routes(recorder.routes);
  }

  /**
   * The methods that may be used on a path, none if there is no such path. Where a path is written
   * out, the patterns that it happens to fit do not count.
   */
  SortedSet<String> methods(UriPath path) {
    List<Route> fitting =
        all.stream().filter(route -> route.matcher().match(path).accepted()).toList();
    boolean literal = fitting.stream().anyMatch(route -> route.path().equals(path.path()));
    return fitting.stream()
        .filter(route -> !literal || route.path().equals(path.path()))
        .map(Route::method)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /**
   * What a path that is written out does not have, and a pattern that it happens to fit has: the
   * pattern's handler would take {@code import} for somebody's id.
   */
  List<Route> mistaken() {
    List<Route> mistaken = new ArrayList<>();
    for (String path :
        all.stream().filter(r -> !r.isPattern()).map(Route::path).distinct().toList()) {
      UriPath uri = UriPath.create(path);
      SortedSet<String> methods = methods(uri);
      all.stream()
          .filter(route -> route.isPattern() && !methods.contains(route.method()))
          .filter(route -> route.matcher().match(uri).accepted())
          .forEach(
              route -> mistaken.add(new Route(route.method(), path, PathMatchers.create(path))));
    }
    return mistaken;
  }

  private static final class Recorder implements HttpRules {
    private final List<Route> routes = new ArrayList<>();

    @Override
    public HttpRules register(HttpService... services) {
      for (HttpService service : services) {
        service.routing(this);
      }
      return this;
    }

    @Override
    public HttpRules route(Method method, String path, Handler handler) {
      routes.add(new Route(method.text(), path, PathMatchers.create(path)));
      return this;
    }

    @Override
    public HttpRules register(String path, HttpService... services) {
      throw new IllegalArgumentException("register the service without the prefix " + path);
    }

    @Override
    public HttpRules route(HttpRoute route) {
      throw new IllegalArgumentException("register the route by its method and path: " + route);
    }
  }
}

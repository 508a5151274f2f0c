package dev.labctl.shortener.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.HttpRules;
import io.helidon.webserver.http.HttpService;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * The interface's description: {@code /openapi}, as YAML or JSON, and Swagger UI at {@code /docs}.
 */
public final class DocsApi implements HttpService {
  /** The document, on the class path. */
  public static final String DOCUMENT = "/openapi/openapi.yaml";

  // Swagger UI's style sheet holds its icons as data, and its parts style themselves.
  private static final String POLICY =
      "default-src 'self'; img-src 'self' data:; style-src 'self' 'unsafe-inline';"
          + " object-src 'none'; base-uri 'none'; frame-ancestors 'none'";
  private static final Set<String> OURS = Set.of("docs.css", "docs.js");
  private static final Set<String> SWAGGERS = Set.of("swagger-ui.css", "swagger-ui-bundle.js");

  private Assets.@Nullable Asset json; // under this object's lock
  private @Nullable String swaggerFolder; // likewise

  @Override
  public void routing(HttpRules rules) {
    rules.get("/openapi", this::document).get("/docs", this::page).get("/docs/{file}", this::file);
  }

  private void document(ServerRequest request, ServerResponse response) {
    response.header(HeaderNames.VARY, "Accept");
    boolean json = request.headers().first(HeaderNames.ACCEPT).orElse("").contains("json");
    (json ? asJson() : Assets.get(DOCUMENT)).send(request, response);
  }

  /** Made when first asked for: its parser's classes are no part of a start. */
  private synchronized Assets.Asset asJson() {
    if (json == null) {
      json =
          Assets.Asset.of(
              new JsonMapper()
                  .writeValueAsBytes(new YAMLMapper().readTree(Assets.get(DOCUMENT).content())),
              "application/json");
    }
    return json;
  }

  private void page(ServerRequest request, ServerResponse response) {
    response.header(SecurityHeaders.CONTENT_SECURITY_POLICY, POLICY);
    Assets.get("/web/docs.html").send(request, response);
  }

  private void file(ServerRequest request, ServerResponse response) {
    String name = request.path().pathParameters().get("file");
    if (OURS.contains(name)) {
      Assets.get("/web/" + name).send(request, response);
    } else if (SWAGGERS.contains(name)) {
      Assets.get(swaggerFolder() + name).send(request, response);
    } else {
      Problem.notFound().send(request, response);
    }
  }

  /** Where the WebJar has its files; its version is part of the path. */
  private synchronized String swaggerFolder() {
    if (swaggerFolder == null) {
      swaggerFolder = findSwagger();
    }
    return swaggerFolder;
  }

  private static String findSwagger() {
    Properties pom = new Properties();
    try (InputStream in =
        DocsApi.class.getResourceAsStream(
            "/META-INF/maven/org.webjars/swagger-ui/pom.properties")) {
      if (in == null) {
        throw new IllegalStateException("swagger-ui is not on the class path; build the jar anew");
      }
      pom.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "/META-INF/resources/webjars/swagger-ui/" + pom.getProperty("version") + "/";
  }
}

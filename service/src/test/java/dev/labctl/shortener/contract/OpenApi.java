package dev.labctl.shortener.contract;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.labctl.shortener.http.DocsApi;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** The OpenAPI document as the judge of real answers. */
public final class OpenApi {
  private static final Set<String> METHODS =
      Set.of("get", "head", "post", "put", "patch", "delete", "options", "trace");
  // Every answer may have these; they belong to HTTP, not to an operation.
  private static final String HELP =
      " Describe it in service/src/main/resources/openapi/openapi.yaml (shared answers are under"
          + " components/responses), or change what the server does.";

  private static final JsonMapper JSON = new JsonMapper();

  private final JsonNode document;
  private final SchemaRegistry registry =
      SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
  private final Map<JsonNode, Schema> schemas = new ConcurrentHashMap<>();
  private final Map<String, Pattern> paths = new ConcurrentHashMap<>();

  public OpenApi() {
    try (InputStream in = OpenApi.class.getResourceAsStream(DocsApi.DOCUMENT)) {
      document = new YAMLMapper().readTree(Objects.requireNonNull(in, DocsApi.DOCUMENT));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (String path : document.path("paths").propertyNames()) {
      paths.put(path, Pattern.compile(path.replaceAll("\\{[^}]+}", "[^/]+")));
    }
  }

  /** The document as a tree. */
  public JsonNode document() {
    return document;
  }

  /** A method on a path. */
  public record Operation(String method, String path) implements Comparable<Operation> {
    @Override
    public int compareTo(Operation other) {
      return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
      return method + " " + path;
    }
  }

  /** Every documented operation. */
  public Set<Operation> operations() {
    Set<Operation> operations = new TreeSet<>();
    for (var path : document.path("paths").properties()) {
      for (String method : path.getValue().propertyNames()) {
        if (METHODS.contains(method)) {
          operations.add(new Operation(method.toUpperCase(Locale.ROOT), path.getKey()));
        }
      }
    }
    return operations;
  }

  /** The statuses that an operation is documented to answer with. */
  public Set<Integer> statuses(Operation operation) {
    return node(operation).path("responses").propertyNames().stream()
        .map(Integer::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The operation that a request is of; literal paths before templates. */
  public Optional<Operation> operation(String method, URI uri) {
    return paths.entrySet().stream()
        .filter(path -> path.getValue().matcher(uri.getRawPath()).matches())
        .map(path -> new Operation(method, path.getKey()))
        .filter(operation -> !node(operation).isMissingNode())
        .min(Comparator.comparing(operation -> operation.path().indexOf('{') + 1));
  }

  /** What an answer has that the document does not say; empty if it is as documented. */
  public List<String> violations(Operation operation, String sent, HttpResponse<String> answer) {
    List<String> violations = new ArrayList<>();
    String status = Integer.toString(answer.statusCode());
    JsonNode response = resolved(node(operation).path("responses").path(status));
    if (response.isMissingNode()) {
      return List.of("%s answered %s, which is undocumented.".formatted(operation, status) + HELP);
    }
    headers(response, answer, violations);
    body(response.path("content"), answer, violations);
    if (answer.statusCode() < 400) {
      request(operation, sent, violations);
    }
    return violations.stream()
        .map(violation -> "%s answered %s: %s.".formatted(operation, status, violation) + HELP)
        .toList();
  }

  private JsonNode node(Operation operation) {
    return document
        .path("paths")
        .path(operation.path())
        .path(operation.method().toLowerCase(Locale.ROOT));
  }

  private JsonNode resolved(JsonNode node) {
    String reference = node.path("$ref").stringValue("");
    return reference.isEmpty() ? node : resolved(document.at(reference.substring(1)));
  }

  private void headers(JsonNode response, HttpResponse<String> answer, List<String> violations) {
    for (var header : response.path("headers").properties()) {
      JsonNode description = resolved(header.getValue());
      Optional<String> value = answer.headers().firstValue(header.getKey());
      if (value.isEmpty() && description.path("required").booleanValue(false)) {
        violations.add("the header " + header.getKey() + " is missing");
      }
      value.ifPresent(
          text -> {
            JsonNode schema = resolved(description.path("schema"));
            boolean number = schema.path("type").stringValue("").equals("integer");
            JsonNode node =
                number && text.matches("-?[0-9]{1,18}")
                    ? JSON.getNodeFactory().numberNode(Long.parseLong(text))
                    : JSON.getNodeFactory().stringNode(text);
            check("header " + header.getKey(), schema, node, violations);
          });
    }
  }

  private void body(JsonNode content, HttpResponse<String> answer, List<String> violations) {
    String type = answer.headers().firstValue("Content-Type").orElse("").replaceAll(";.*", "");
    if (content.isMissingNode()) {
      if (!answer.body().isEmpty()) {
        violations.add("a body of type '%s' is undocumented".formatted(type));
      }
    } else if (!content.has(type)) {
      violations.add(
          "the content type '%s' is none of %s".formatted(type, content.propertyNames()));
    } else {
      JsonNode node =
          type.endsWith("json")
              ? JSON.readTree(answer.body())
              : JSON.getNodeFactory().stringNode(answer.body());
      check("body", content.path(type).path("schema"), node, violations);
    }
  }

  /** What the server accepted must be what the document allows. */
  private void request(Operation operation, String sent, List<String> violations) {
    JsonNode json = node(operation).path("requestBody").path("content").path("application/json");
    if (!json.isMissingNode() && !sent.isEmpty()) {
      check("accepted request", json.path("schema"), JSON.readTree(sent), violations);
    }
  }

  private void check(String what, JsonNode schema, JsonNode value, List<String> violations) {
    schemas
        .computeIfAbsent(schema, this::compiled)
        .validate(value, context -> context.executionConfig(c -> c.formatAssertionsEnabled(true)))
        .forEach(error -> violations.add("%s %s".formatted(what, error)));
  }

  /** A schema of its own, in which references to the document's components still lead somewhere. */
  private Schema compiled(JsonNode schema) {
    ObjectNode root = JSON.createObjectNode();
    root.putArray("allOf").add(schema);
    root.set("components", document.path("components"));
    return registry.getSchema(root);
  }
}

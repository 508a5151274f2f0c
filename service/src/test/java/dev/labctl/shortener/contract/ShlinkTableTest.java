package dev.labctl.shortener.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.labctl.shortener.contract.OpenApi.Operation;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * The table in {@code docs/shlink.md}, against a list of Shlink's own names and against our OpenAPI
 * document, which {@link OpenApiTest} and {@link ContractIT} hold against the program.
 */
class ShlinkTableTest {
  private static final Path TABLE = Path.of("..", "docs", "shlink.md");
  private static final Pattern ROW =
      Pattern.compile("\\| `([^`]+)`(?: `([^`]+)`)? \\| (\\w+) \\|(.*)\\|");
  private static final String ANSWER = "/responses/200/content/application~1json/schema";

  /** Where our document has the members of Shlink's types of answers. */
  private static final Map<String, String> TYPES =
      Map.ofEntries(
          Map.entry("ShortUrl", "/components/schemas/ShlinkShortUrl"),
          Map.entry("ShortUrlMeta", "/components/schemas/ShlinkShortUrl/properties/meta"),
          Map.entry("VisitsSummary", "/components/schemas/ShlinkSummary"),
          Map.entry("Visit", "/components/schemas/ShlinkVisit"),
          Map.entry("OrphanVisit", "/components/schemas/ShlinkVisit"),
          Map.entry("VisitStats", "/paths/~1rest~1v3~1visits/get" + ANSWER + "/properties/visits"),
          Map.entry("DeletedVisits", "/paths/~1rest~1v3~1visits~1orphan/delete" + ANSWER),
          Map.entry(
              "TagInfo",
              "/paths/~1rest~1v3~1tags~1stats/get"
                  + ANSWER
                  + "/properties/tags/properties/data/items"),
          Map.entry("Pagination", "/components/schemas/ShlinkPagination"),
          Map.entry(
              "Health",
              "/components/responses/ShlinkHealth/content/application~1health+json/schema"),
          Map.entry("Error", "/components/schemas/ShlinkProblem"));

  private record Name(String of, String part) {
    @Override
    public String toString() {
      return part.isEmpty() ? of : of + " " + part;
    }
  }

  private record Verdict(String word, String why) {}

  private final OpenApi openApi = new OpenApi();

  @Test
  void theTableSaysSomethingOfEachOfShlinksNamesAndOfNoOther() throws IOException {
    assertThat(table().keySet()).containsExactlyElementsOf(shlinksNames());
  }

  @Test
  void whatIsNotTheSameSaysWhy() throws IOException {
    assertThat(table())
        .allSatisfy(
            (name, verdict) -> {
              assertThat(verdict.word()).as("%s", name).isIn("same", "differs", "not");
              assertThat(verdict.why().isEmpty())
                  .as("%s is %s", name, verdict.word())
                  .isEqualTo(verdict.word().equals("same"));
            });
  }

  @Test
  void whatIsThereIsInOurDocumentAndWhatIsNotIsNot() throws IOException {
    assertThat(table())
        .allSatisfy(
            (name, verdict) ->
                assertThat(isDocumented(name))
                    .as("%s is %s in %s", name, verdict.word(), TABLE)
                    .isEqualTo(!verdict.word().equals("not")));
  }

  private boolean isDocumented(Name name) {
    if (!name.of().contains(" ")) {
      JsonNode type = openApi.document().at(Objects.requireNonNull(TYPES.get(name.of()), name::of));
      assertThat(type.has("properties")).as("%s is a type", TYPES.get(name.of())).isTrue();
      return type.path("properties").has(name.part());
    }
    String[] route = name.of().replace("{shortCode}", "{code}").split(" ", -1);
    Operation operation = new Operation(route[0], route[1]);
    return openApi.operations().contains(operation)
        && (name.part().isEmpty() || parts(operation).contains(name.part()));
  }

  /** The names of an operation's parameters and of its body's members. */
  private Set<String> parts(Operation operation) {
    JsonNode path = openApi.document().path("paths").path(operation.path());
    JsonNode node = path.path(operation.method().toLowerCase(Locale.ROOT));
    Set<String> parts = new TreeSet<>();
    for (JsonNode parameters : List.of(path.path("parameters"), node.path("parameters"))) {
      for (JsonNode parameter : parameters) {
        String reference = parameter.path("$ref").stringValue("");
        JsonNode resolved =
            reference.isEmpty() ? parameter : openApi.document().at(reference.substring(1));
        parts.add(resolved.path("name").stringValue());
      }
    }
    parts.addAll(
        node.at("/requestBody/content/application~1json/schema/properties").propertyNames());
    return parts;
  }

  private static Map<Name, Verdict> table() throws IOException {
    Map<Name, Verdict> rows = new LinkedHashMap<>();
    for (String line : Files.readAllLines(TABLE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches()) {
        Name name = new Name(row.group(1), row.group(2) == null ? "" : row.group(2));
        assertThat(rows.put(name, new Verdict(row.group(3), row.group(4).strip())))
            .as("%s is there once", name)
            .isNull();
      }
    }
    return rows;
  }

  private static List<Name> shlinksNames() throws IOException {
    try (InputStream in = ShlinkTableTest.class.getResourceAsStream("/shlink-api.txt")) {
      String text =
          new String(
              Objects.requireNonNull(in, "shlink-api.txt").readAllBytes(), StandardCharsets.UTF_8);
      List<String> lines =
          text.lines().filter(line -> !line.startsWith("#") && !line.isBlank()).toList();
      List<Name> names = new ArrayList<>();
      String of = "";
      for (String line : lines) {
        if (!line.startsWith(" ")) {
          of = line;
        }
        // A type has no row of its own, only its members have.
        if (line.startsWith(" ") || line.contains(" ")) {
          names.add(new Name(of, line.startsWith(" ") ? line.strip() : ""));
        }
      }
      return names;
    }
  }
}

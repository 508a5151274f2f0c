package dev.labctl.shortener.contract;

import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.labctl.shortener.AppRoutes;
import dev.labctl.shortener.contract.OpenApi.Operation;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/** The OpenAPI document against the routes that the server registers. */
class OpenApiTest {
  private static final String DOCUMENT = "service/src/main/resources/openapi/openapi.yaml";
  private final OpenApi openApi = new OpenApi();

  @Test
  void documentsEveryRouteAndNoOther(@TempDir Path folder) {
    Set<Operation> served = AppRoutes.of(folder);
    assertThat(openApi.operations())
        .as(
            "Served but undocumented: add each path and method to %s, with every status that it can"
                + " answer (components/responses has the shared ones), and a call of it to"
                + " ContractIT. Documented but not served: take it out.",
            DOCUMENT)
        .containsExactlyInAnyOrderElementsOf(served);
  }

  @Test
  void everyReferenceLeadsSomewhere() {
    List<String> broken = new ArrayList<>();
    for (JsonNode reference : openApi.document().findValues("$ref")) {
      String target = reference.stringValue();
      if (!target.startsWith("#/") || openApi.document().at(target.substring(1)).isMissingNode()) {
        broken.add(target);
      }
    }
    assertThat(broken).isEmpty();
  }

  @Test
  void everyOperationHasAnIdOfItsOwnASummaryAndATag() {
    Set<String> ids = new HashSet<>();
    for (Operation operation : openApi.operations()) {
      JsonNode node =
          openApi
              .document()
              .path("paths")
              .path(operation.path())
              .path(operation.method().toLowerCase(java.util.Locale.ROOT));
      assertThat(ids.add(node.path("operationId").stringValue("")))
          .as("the operationId of " + operation)
          .isTrue();
      assertThat(node.path("summary").stringValue("")).as("summary of " + operation).isNotEmpty();
      assertThat(openApi.document().path("tags").findValuesAsString("name"))
          .as("tags")
          .contains(node.path("tags").path(0).stringValue(""));
    }
    assertThat(ids).doesNotContain("");
  }

  @Test
  void whateverIsAskedInTheAddressMayBeTooLong() {
    for (Operation operation : openApi.operations()) {
      JsonNode path = openApi.document().path("paths").path(operation.path());
      JsonNode method = path.path(operation.method().toLowerCase(java.util.Locale.ROOT));
      boolean asks = path.has("parameters") || method.has("parameters");
      if (asks && !path.has("servers")) {
        assertThat(openApi.statuses(operation)).as(operation.toString()).contains(414);
      }
    }
  }

  @Test
  void everySchemaIsOne() {
    for (var schema : openApi.document().path("components").path("schemas").properties()) {
      assertThat(
              SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                  .getSchema(
                      com.networknt.schema.SchemaLocation.of(
                          "https://json-schema.org/draft/2020-12/schema"))
                  .validate(schema.getValue().toString(), InputFormat.JSON))
          .as(schema.getKey())
          .isEmpty();
    }
  }
}

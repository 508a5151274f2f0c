package dev.labctl.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.labctl.lab.Details;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DetailsTableTest {
  private static Map<String, Object> row(String node, boolean ready) {
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("node", node);
    row.put("ready", ready);
    return row;
  }

  @Test
  void columnsAreAsWideAsTheirWidestCell() {
    Details details = new Details("nodes", List.of(row("node-1", true), row("edge", false)));

    assertThat(new DetailsTable(details).lines())
        .containsExactly("NODE   READY", "node-1 true", "edge   false");
  }

  @Test
  void rowsMustHaveTheSameColumns() {
    assertThatThrownBy(() -> new Details("nodes", List.of(row("a", true), Map.of("b", 1))))
        .hasMessageContaining("rows of 'nodes' differ in their columns");
  }
}

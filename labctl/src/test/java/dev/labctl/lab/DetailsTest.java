package dev.labctl.lab;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DetailsTest {
  @Test
  void rowsMustHaveTheSameColumns() {
    assertThatThrownBy(() -> new Details("nodes", List.of(Map.of("a", true), Map.of("b", 1))))
        .hasMessageContaining("rows of 'nodes' differ in their columns");
  }
}

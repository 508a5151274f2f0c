package dev.labctl.lab;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One more table of {@code status}, of what a platform has beside members: nodes, pods,
 * certificates.
 *
 * @param title one lower-case word, the table's name in JSON
 * @param rows alike, their keys being the columns in order; values are texts, numbers or booleans
 */
public record Details(String title, List<Map<String, Object>> rows) {
  public Details {
    rows = rows.stream().map(row -> Collections.unmodifiableMap(new LinkedHashMap<>(row))).toList();
    if (!alike(rows)) {
      throw new IllegalArgumentException(
          "rows of '%s' differ in their columns: %s; all must have the same"
              .formatted(title, rows.stream().map(Map::keySet).toList()));
    }
  }

  private static boolean alike(List<Map<String, Object>> rows) {
    return rows.stream().map(Map::keySet).distinct().count() <= 1;
  }
}

package dev.labctl.cli;

import dev.labctl.lab.Details;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** One of a platform's tables as text: columns as wide as what is in them. */
record DetailsTable(Details details) {
  List<String> lines() {
    if (details.rows().isEmpty()) {
      return List.of();
    }
    List<String> columns = List.copyOf(details.rows().getFirst().keySet());
    List<List<String>> cells = new ArrayList<>();
    cells.add(columns.stream().map(c -> c.toUpperCase(Locale.ROOT)).toList());
    for (Map<String, Object> row : details.rows()) {
      cells.add(columns.stream().map(c -> String.valueOf(row.get(c))).toList());
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : cells) {
      StringBuilder line = new StringBuilder();
      for (int c = 0; c < row.size(); c++) {
        line.append(row.get(c)).append(" ".repeat(width(cells, c) - row.get(c).length() + 1));
      }
      lines.add(line.toString().stripTrailing());
    }
    return lines;
  }

  private static int width(List<List<String>> cells, int column) {
    return cells.stream().collect(Collectors.summarizingInt(r -> r.get(column).length())).getMax();
  }
}

package dev.labctl.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Rows under headings, each column as wide as what is in it. Where the terminal is narrower, no
 * word is broken: what does not fit goes below its row, indented.
 */
record TextTable(List<String> headings, List<List<String>> rows) {
  /** A column narrower than this would hold a word a line. */
  private static final int READABLE = 20;

  private static final String INDENT = "    ";

  TextTable {
    headings = List.copyOf(headings);
    rows = rows.stream().map(List::copyOf).toList();
  }

  List<String> lines(int columns) {
    List<List<String>> all = new ArrayList<>(List.of(headings));
    all.addAll(rows);
    int last = headings.size() - 1;
    List<Integer> widths = IntStream.rangeClosed(0, last).map(c -> width(all, c)).boxed().toList();
    int left = widths.subList(0, last).stream().mapToInt(w -> w + 1).sum();
    if (left + widths.getLast() <= columns) {
      return all.stream().map(row -> joined(row, widths).stripTrailing()).toList();
    }
    List<String> lines = new ArrayList<>();
    for (List<String> row : all) {
      if (columns - left >= READABLE) {
        String head = joined(row.subList(0, last), widths);
        lines.addAll(beside(head, " ".repeat(left), wrapped(row.getLast(), columns - left)));
      } else {
        int fit = fitting(widths, columns);
        lines.add(joined(row.subList(0, fit), widths).stripTrailing());
        String rest = String.join("  ", row.subList(fit, row.size())).strip();
        wrapped(rest, columns - INDENT.length()).forEach(l -> lines.add(INDENT + l));
      }
    }
    return lines;
  }

  /**
   * A text in lines that end between words. Those after the first are indented as the first is, and
   * by two more.
   */
  static List<String> wrap(String text, int columns) {
    if (text.length() <= columns) {
      return List.of(text);
    }
    int indent = text.length() - text.stripLeading().length();
    int width = Math.max(READABLE, columns - indent - 2);
    return beside(" ".repeat(indent), " ".repeat(indent + 2), wrapped(text.strip(), width));
  }

  private static List<String> beside(String first, String others, List<String> words) {
    List<String> lines = new ArrayList<>();
    for (String line : words.isEmpty() ? List.of("") : words) {
      lines.add(((lines.isEmpty() ? first : others) + line).stripTrailing());
    }
    return lines;
  }

  private static List<String> wrapped(String text, int width) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : text.split(" ", -1)) {
      if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
        lines.add(line.toString());
        line.setLength(0);
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    if (!line.isEmpty()) {
      lines.add(line.toString());
    }
    return lines;
  }

  private static int fitting(List<Integer> widths, int columns) {
    int sum = 0;
    for (int c = 0; c < widths.size() - 1; c++) {
      sum += widths.get(c) + 1;
      if (sum > columns + 1) {
        return Math.max(1, c);
      }
    }
    return widths.size() - 1;
  }

  private static String joined(List<String> row, List<Integer> widths) {
    StringBuilder line = new StringBuilder();
    for (int c = 0; c < row.size(); c++) {
      line.append(row.get(c)).append(" ".repeat(widths.get(c) - row.get(c).length() + 1));
    }
    return line.toString();
  }

  private static int width(List<List<String>> all, int column) {
    return all.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
  }
}

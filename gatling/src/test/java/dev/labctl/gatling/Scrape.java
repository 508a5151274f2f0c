package dev.labctl.gatling;

import java.util.Arrays;

/** One scrape in the text format. */
record Scrape(String text) {

  /** The sum of the series of that name whose labels include all of {@code key="value"}. */
  double sum(String name, String... labels) {
    return text.lines()
        .filter(line -> line.startsWith(name + "{"))
        .filter(line -> Arrays.stream(labels).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  boolean has(String name, String... labels) {
    return text.lines()
        .anyMatch(
            line -> line.startsWith(name + "{") && Arrays.stream(labels).allMatch(line::contains));
  }
}

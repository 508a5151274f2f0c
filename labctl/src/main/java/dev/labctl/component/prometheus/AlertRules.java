package dev.labctl.component.prometheus;

import dev.labctl.component.Components;
import dev.labctl.component.Definition;
import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The project's alert rules. */
final class AlertRules {
  private AlertRules() {}

  /** The files' content by their names: those of every lab, and of what only some labs have. */
  static SortedMap<String, String> read(Path root, Components components) {
    Path alerts = root.resolve("clusters/alerts");
    SortedMap<String, String> rules = new TreeMap<>();
    try (Stream<Path> files = Files.list(alerts)) {
      for (Path file : files.filter(f -> f.toString().endsWith(".yaml")).toList()) {
        rules.put(String.valueOf(file.getFileName()), Files.readString(file));
      }
      for (Definition definition : components.all()) {
        String name = definition.component().label() + ".yaml";
        Path own = alerts.resolve("components").resolve(name);
        if (Files.exists(own)) {
          rules.put(name, Files.readString(own));
        }
      }
    } catch (IOException | UncheckedIOException e) {
      throw LabctlException.machine(
          "cannot read the alert rules in %s: %s".formatted(alerts, e), e);
    }
    return rules;
  }
}

package dev.labctl.report;

import static java.util.stream.Collectors.toSet;

import dev.labctl.timeline.Event;
import dev.labctl.timeline.JsonLines;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.databind.JsonNode;

/** Which faults of a run that was cut off were taken back all the same, by the lab's journal. */
final class UndoOutcomes {
  private final Path journal;

  UndoOutcomes(Path journal) {
    this.journal = journal;
  }

  /** The undos that the timeline lacks and the journal has. */
  List<Event> of(List<Event> timeline) {
    String run =
        timeline.stream()
            .filter(Event.RunStarted.class::isInstance)
            .map(e -> ((Event.RunStarted) e).id())
            .findFirst()
            .orElse("");
    Set<String> told =
        timeline.stream()
            .filter(Event.FaultUndone.class::isInstance)
            .map(e -> ((Event.FaultUndone) e).fault())
            .collect(toSet());
    var outcomes = new ArrayList<Event>();
    for (JsonNode line : settled()) {
      timeline.stream()
          .filter(Event.FaultInjected.class::isInstance)
          .map(e -> ((Event.FaultInjected) e).fault())
          .filter(f -> line.path("id").asString("").equals(run + "/" + f) && told.add(f))
          .forEach(
              f ->
                  outcomes.add(
                      new Event.FaultUndone(
                          Instant.parse(line.path("at").asString("")),
                          f,
                          "done",
                          "after labctl had died: " + line.path("outcome").asString(""))));
    }
    return outcomes;
  }

  private List<JsonNode> settled() {
    return Files.isRegularFile(journal)
        ? JsonLines.read(journal, JsonNode.class).values().stream()
            .filter(l -> l.path("line").asString("").equals("settled"))
            .toList()
        : List.of();
  }
}

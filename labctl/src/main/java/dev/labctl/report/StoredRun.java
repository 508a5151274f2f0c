package dev.labctl.report;

import dev.labctl.exit.LabctlException;
import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.evidence.EvidenceFolder;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.Scenario;
import dev.labctl.timeline.Event;
import dev.labctl.timeline.JsonLines;
import dev.labctl.timeline.MachineSample;
import dev.labctl.timeline.Timeline;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** What a run's folder keeps: all that a report is drawn from. */
public record StoredRun(
    Scenario scenario, ClusterSpec cluster, List<Event> timeline, Evidence evidence) {
  static final String SPEC = "spec.yaml";
  static final String TIMELINE = "timeline.jsonl";
  static final String PROMETHEUS = "prometheus";
  static final String LEDGER = "ledger.jsonl";
  static final String LOGS = "logs";

  /** Samples of the machine, one a second. */
  public static final String MACHINE = "machine.jsonl";

  /** What became of a run's faults after labctl had died; written when its report is drawn. */
  static final String RECOVERY = "recovery.jsonl";

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          // Plain keys instead of YAML tags, which other readers refuse.
          .disable(YAMLWriteFeature.USE_NATIVE_TYPE_ID)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build();

  public StoredRun {
    timeline = List.copyOf(timeline);
  }

  /** Effective scenario (stages as they were run) and cluster, defaults filled in, as one file. */
  private record Spec(@Nullable String apiVersion, Scenario scenario, ClusterSpec cluster) {}

  /**
   * Writes {@code spec.yaml} into a run's folder.
   *
   * @param scenario with its stages as they are run, a time scale applied
   */
  public static void writeSpec(Path folder, Scenario scenario, ClusterSpec cluster) {
    Path file = folder.resolve(SPEC);
    try {
      Files.writeString(
          file, YAML.writeValueAsString(new Spec(JsonLines.VERSION, scenario, cluster)));
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot write " + file + ": " + e.getMessage() + "; free disk space", e);
    }
  }

  /**
   * Reads a run's folder.
   *
   * @throws LabctlException (usage) when it is not one
   */
  public static StoredRun read(Path folder) {
    Path file = folder.resolve(SPEC);
    if (!Files.isRegularFile(file) || !Files.isRegularFile(folder.resolve(TIMELINE))) {
      throw LabctlException.usage(
          folder
              + " is not a run's folder: it needs "
              + SPEC
              + " and "
              + TIMELINE
              + "; 'labctl report list' shows the runs");
    }
    Spec spec = spec(file);
    JsonLines.Content<Event> timeline = Timeline.read(folder.resolve(TIMELINE));
    var damage = new ArrayList<>(timeline.damage());
    // The ledger's result is on the timeline; its file only has to be whole and of this version.
    if (Files.isRegularFile(folder.resolve(LEDGER))) {
      damage.addAll(JsonLines.read(folder.resolve(LEDGER), JsonNode.class).damage());
    }
    List<MachineSample> machine = List.of();
    if (Files.isRegularFile(folder.resolve(MACHINE))) {
      var samples = JsonLines.read(folder.resolve(MACHINE), MachineSample.class);
      machine = samples.values();
      damage.addAll(samples.damage());
    }
    var events = new ArrayList<>(timeline.values());
    if (Files.isRegularFile(folder.resolve(RECOVERY))) {
      var recovery = Timeline.read(folder.resolve(RECOVERY));
      events.addAll(recovery.values());
      damage.addAll(recovery.damage());
    }
    if (events.stream().noneMatch(Event.RunStarted.class::isInstance)) {
      throw LabctlException.usage(
          folder.resolve(TIMELINE)
              + ":1 must be the run-started event, without which nothing can be drawn"
              + damage.stream().findFirst().map(d -> "; " + d).orElse("")
              + "; restore the file from where the run was copied from");
    }
    var answers = new EvidenceFolder(folder.resolve(PROMETHEUS)).load();
    damage.addAll(answers.damage());
    return new StoredRun(
        spec.scenario(),
        spec.cluster(),
        events,
        new Evidence(answers.values(), machine, MemberLogFiles.read(folder.resolve(LOGS)), damage));
  }

  private static Spec spec(Path file) {
    try {
      String text = text(file);
      JsonNode tree = YAML.readTree(text);
      if (tree.has("apiVersion")) {
        long line =
            1
                + text.substring(0, text.indexOf("apiVersion"))
                    .chars()
                    .filter(c -> c == '\n')
                    .count();
        JsonLines.check(tree.path("apiVersion").asString(""), file + ":" + line);
      }
      return YAML.treeToValue(tree, Spec.class);
    } catch (JacksonException e) {
      throw LabctlException.usage(
          "cannot read "
              + file
              + (e.getLocation() == null ? "" : ":" + e.getLocation().getLineNr())
              + ": "
              + e.getOriginalMessage()
              + "; it was changed or written by another version of labctl");
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (CharacterCodingException e) {
      throw LabctlException.usage(
          "cannot read " + file + ": it is not UTF-8; restore it from where it was copied from");
    } catch (IOException e) {
      throw LabctlException.usage("cannot read " + file + ": " + e);
    }
  }
}

package dev.labctl.report;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.labctl.exit.LabctlException;
import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.evidence.EvidenceFolder;
import dev.labctl.spec.ClusterSpec;
import dev.labctl.spec.Scenario;
import dev.labctl.spec.Scenario.Popularity;
import dev.labctl.timeline.Event;
import dev.labctl.timeline.Timeline;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.cfg.DateTimeFeature;
import tools.jackson.dataformat.yaml.YAMLMapper;
import tools.jackson.dataformat.yaml.YAMLWriteFeature;

/** What a run's folder keeps: all that a report is drawn from. */
public record StoredRun(
    Scenario scenario, ClusterSpec cluster, List<Event> timeline, Evidence evidence) {
  static final String SPEC = "spec.yaml";
  static final String TIMELINE = "timeline.jsonl";
  static final String PROMETHEUS = "prometheus";

  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .disable(DateTimeFeature.WRITE_DURATIONS_AS_TIMESTAMPS)
          // Plain keys instead of YAML tags, which other readers refuse.
          .disable(YAMLWriteFeature.USE_NATIVE_TYPE_ID)
          .enable(YAMLWriteFeature.MINIMIZE_QUOTES)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .addMixIn(Popularity.class, PopularityMixIn.class)
          .build();

  public StoredRun {
    timeline = List.copyOf(timeline);
  }

  /** Effective scenario (stages as they were run) and cluster, defaults filled in, as one file. */
  private record Spec(Scenario scenario, ClusterSpec cluster) {}

  @JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "kind")
  @JsonSubTypes({
    @JsonSubTypes.Type(value = Popularity.Uniform.class, name = "uniform"),
    @JsonSubTypes.Type(value = Popularity.Hottest.class, name = "hottest"),
    @JsonSubTypes.Type(value = Popularity.Tiers.class, name = "tiers"),
    @JsonSubTypes.Type(value = Popularity.Pareto.class, name = "pareto")
  })
  private interface PopularityMixIn {}

  /**
   * Writes {@code spec.yaml} into a run's folder.
   *
   * @param scenario with its stages as they are run, a time scale applied
   */
  public static void writeSpec(Path folder, Scenario scenario, ClusterSpec cluster) {
    Path file = folder.resolve(SPEC);
    try {
      Files.writeString(file, YAML.writeValueAsString(new Spec(scenario, cluster)));
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
    try {
      Spec spec = YAML.readValue(Files.readString(file), Spec.class);
      return new StoredRun(
          spec.scenario(),
          spec.cluster(),
          Timeline.read(folder.resolve(TIMELINE)),
          new EvidenceFolder(folder.resolve(PROMETHEUS)).load());
    } catch (IOException e) {
      throw LabctlException.usage("cannot read " + file + ": " + e.getMessage());
    } catch (JacksonException e) {
      throw LabctlException.usage(
          "cannot read the run in "
              + folder
              + ": "
              + e.getOriginalMessage()
              + "; it was changed or written by another version of labctl");
    }
  }
}

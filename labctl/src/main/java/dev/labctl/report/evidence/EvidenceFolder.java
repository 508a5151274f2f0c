package dev.labctl.report.evidence;

import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.timeline.JsonLines;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;

/** A run's {@code prometheus/} folder, one file per answer. */
public final class EvidenceFolder {
  private final Path folder;

  /**
   * @param folder need not exist yet
   */
  public EvidenceFolder(Path folder) {
    this.folder = folder;
  }

  /** Writes every answer, replacing what is there under the same id. */
  public void store(Evidence evidence) {
    try {
      Files.createDirectories(folder);
      for (PrometheusAnswer answer : evidence.answers()) {
        Files.writeString(
            folder.resolve(answer.id() + ".json"), Json.lines().writeValueAsString(answer) + "\n");
      }
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot write the evidence to " + folder + ": " + e.getMessage() + "; free disk space",
          e);
    }
  }

  /**
   * Reads what was stored as far as it is whole; nothing at all when the folder is not there.
   *
   * @throws LabctlException (usage) when a newer labctl wrote it
   */
  public JsonLines.Content<PrometheusAnswer> load() {
    var answers = new ArrayList<PrometheusAnswer>();
    var damage = new ArrayList<String>();
    if (!Files.isDirectory(folder)) {
      return new JsonLines.Content<>(answers, damage);
    }
    try (var files = Files.newDirectoryStream(folder, "*.json")) {
      for (Path file : files) {
        JsonLines.Content<PrometheusAnswer> read = JsonLines.read(file, PrometheusAnswer.class);
        answers.addAll(read.values());
        damage.addAll(read.damage());
      }
    } catch (IOException e) {
      throw LabctlException.usage("cannot read the evidence in " + folder + ": " + e.getMessage());
    }
    return new JsonLines.Content<>(answers, damage);
  }
}

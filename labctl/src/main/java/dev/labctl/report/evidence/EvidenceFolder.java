package dev.labctl.report.evidence;

import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;

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
      for (Answer answer : evidence.answers()) {
        Files.writeString(
            folder.resolve(answer.id() + ".json"), Json.lines().writeValueAsString(answer) + "\n");
      }
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot write the evidence to " + folder + ": " + e.getMessage() + "; free disk space",
          e);
    }
  }

  /** Reads what was stored; no evidence at all when the folder is not there. */
  public Evidence load() {
    if (!Files.isDirectory(folder)) {
      return new Evidence(List.of());
    }
    try (var files = Files.newDirectoryStream(folder, "*.json")) {
      var answers = new ArrayList<Answer>();
      for (Path file : files) {
        answers.add(read(file));
      }
      return new Evidence(answers);
    } catch (IOException e) {
      throw LabctlException.usage("cannot read the evidence in " + folder + ": " + e.getMessage());
    }
  }

  private static Answer read(Path file) throws IOException {
    try {
      return Json.lines().readValue(Files.readString(file), Answer.class);
    } catch (JacksonException e) {
      throw LabctlException.usage(
          file
              + " is not a stored Prometheus answer ("
              + e.getOriginalMessage()
              + "); restore it from where the run was copied from");
    }
  }
}

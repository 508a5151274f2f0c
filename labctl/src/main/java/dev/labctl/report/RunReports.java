package dev.labctl.report;

import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.report.evaluate.Evaluator;
import dev.labctl.report.evidence.Evidence;
import dev.labctl.report.evidence.EvidenceCollector;
import dev.labctl.report.evidence.EvidenceFolder;
import dev.labctl.report.model.Report;
import dev.labctl.report.render.HtmlReport;
import dev.labctl.report.render.IndexPage;
import dev.labctl.report.render.JUnitXml;
import dev.labctl.report.render.Postmortem;
import dev.labctl.spec.Scenario;
import dev.labctl.timeline.Event;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;

/** Turns what a run's folder keeps into the files that people and CI servers read. */
public final class RunReports {
  static final String JSON = "report.json";

  /**
   * Asks Prometheus for the run's evidence and keeps it in the folder. A query that fails is kept
   * as a failure.
   */
  public Evidence collect(Path folder, Scenario scenario, List<Event> timeline, URI prometheus) {
    Evidence evidence =
        new EvidenceCollector(prometheus).collect(!scenario.load().streams().isEmpty(), timeline);
    new EvidenceFolder(folder.resolve(StoredRun.PROMETHEUS)).store(evidence);
    return evidence;
  }

  /**
   * Takes into a run's folder what became of its faults after labctl had died: the watcher or a
   * later command took them back, which only the lab's journal knows.
   *
   * @param journals where the journal of a lab is, by the lab's name; it need not exist
   */
  public void takeRecovery(Path folder, Function<String, Path> journals) {
    StoredRun run = StoredRun.read(folder);
    Path journal = journals.apply(run.cluster().name());
    List<Event> recovered = new UndoOutcomes(journal).of(run.timeline());
    if (!recovered.isEmpty()) {
      StringBuilder lines = new StringBuilder();
      recovered.forEach(
          e ->
              lines.append(Json.lines().writerFor(Event.class).writeValueAsString(e)).append('\n'));
      write(folder.resolve(StoredRun.RECOVERY), lines.toString());
    }
  }

  /** Judges a stored run without writing anything. */
  public Report evaluate(Path folder) {
    return evaluate(StoredRun.read(folder));
  }

  private static Report evaluate(StoredRun run) {
    return new Evaluator().evaluate(run.scenario(), run.cluster(), run.timeline(), run.evidence());
  }

  /**
   * Judges a stored run and writes all its files, and the index of the folder above when the run is
   * kept there under its id.
   *
   * @throws LabctlException (machine) when a file cannot be written, a full disk included
   */
  public Report write(Path folder) {
    StoredRun run = StoredRun.read(folder);
    Report report = evaluate(run);
    write(folder.resolve(JSON), json(report));
    write(
        folder.resolve("junit.xml"), new JUnitXml().render(report, run.scenario(), run.timeline()));
    write(folder.resolve("postmortem.md"), new Postmortem().render(report, run.timeline()));
    write(
        folder.resolve("report.html"),
        new HtmlReport().render(report, run.scenario(), run.timeline(), run.evidence()));
    Path root = folder.toAbsolutePath().getParent();
    // A run that was copied elsewhere under another name is in no reports folder.
    if (root != null && folder.endsWith(report.run().id())) {
      writeIndex(root);
    }
    return report;
  }

  /** Writes {@code index.html} of all runs in a reports folder. */
  public void writeIndex(Path root) {
    write(root.resolve("index.html"), new IndexPage().render(new RunFolders(root).runs()));
  }

  static String json(Report report) {
    return Json.pretty().writeValueAsString(report) + "\n";
  }

  private static void write(Path file, String content) {
    Path parts = file.resolveSibling(file.getFileName() + ".part");
    try {
      // Whole or not at all: a full disk must not leave half a report in place of a good one.
      Files.writeString(parts, content);
      Files.move(parts, file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      LabctlException failure =
          LabctlException.machine(
              "cannot write "
                  + file
                  + ": "
                  + e.getMessage()
                  + "; free disk space or make the folder writable, then draw it again with"
                  + " 'labctl report'",
              e);
      try {
        Files.deleteIfExists(parts);
      } catch (IOException left) {
        failure.addSuppressed(left);
      }
      throw failure;
    }
  }
}

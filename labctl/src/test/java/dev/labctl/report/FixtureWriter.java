package dev.labctl.report;

import java.io.IOException;
import java.nio.file.Path;

/** Writes the fixture run and its golden files: {@code java … FixtureWriter FOLDER}. */
final class FixtureWriter {
  private FixtureWriter() {}

  static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]).resolve(FixtureRun.ID);
    RunReportsTest.stored(new FixtureRun(), folder);
    new RunReports().write(folder);
  }
}

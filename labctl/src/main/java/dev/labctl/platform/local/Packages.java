package dev.labctl.platform.local;

import dev.labctl.component.local.Tool;
import dev.labctl.exit.LabctlException;
import dev.labctl.process.Command;
import dev.labctl.progress.Progress;
import dev.labctl.progress.Progress.ProgressStep;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Installs the distribution's packages that the lab needs, starting none of their services. */
record Packages(Tools tools, Path root) {
  /** The command that installs {@code packages}; {@code labctl doctor --fix} does the same. */
  static String command(String packages) {
    return "apt-get install -y --no-install-recommends " + packages;
  }

  void install(Progress progress) {
    List<Tool> missing = tools.missing();
    if (missing.isEmpty()) {
      return;
    }
    List<String> packages = missing.stream().map(Tool::debianPackage).distinct().sorted().toList();
    List<String> line = new ArrayList<>(List.of(root.resolve("bin/install-packages").toString()));
    line.addAll(packages);
    try (ProgressStep step = progress.begin("Installing " + String.join(" ", packages))) {
      Command.Result result = Command.of(line).run(Duration.ofMinutes(10));
      if (result.exit() != 0) {
        throw LabctlException.machine(lastLines(result.err()));
      }
      step.done("no service was started");
    }
  }

  private static String lastLines(String text) {
    List<String> lines = text.strip().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 5), lines.size()));
  }
}

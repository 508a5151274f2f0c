package dev.labctl.cli;

import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** The options that every command takes, before or after its name. */
public final class GlobalOptions {
  /** How data is printed. */
  public enum OutputFormat {
    text,
    json
  }

  @Option(
      names = {"-c", "--cluster"},
      paramLabel = "NAME|FILE",
      defaultValue = "local",
      scope = ScopeType.INHERIT,
      description = "The lab: a file, or a name in clusters/ (default: ${DEFAULT-VALUE}).")
  String cluster = "local";

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FORMAT",
      defaultValue = "text",
      scope = ScopeType.INHERIT,
      description = "How data is printed: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
  OutputFormat output = OutputFormat.text;

  @Option(
      names = "--yes",
      scope = ScopeType.INHERIT,
      description = "Do not ask before something is forgotten.")
  boolean yes;

  @Option(names = "--quiet", scope = ScopeType.INHERIT, description = "No narration.")
  boolean quiet;

  @Option(
      names = "--debug",
      scope = ScopeType.INHERIT,
      description = "Print where an error came from.")
  boolean debug;
}

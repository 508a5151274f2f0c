package dev.labctl.cli;

import dev.labctl.cli.GlobalOptions.Output;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.lab.LabLock;
import dev.labctl.lab.Platform;
import dev.labctl.progress.ConsoleProgress;
import dev.labctl.progress.Progress;
import dev.labctl.spec.ClusterReader;
import dev.labctl.spec.ClusterSpec;
import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Locale;

/** What a command works with, made from the global options; nothing of it outlives the command. */
public final class Session {
  /** Makes the platform that a cluster file names. */
  @FunctionalInterface
  public interface PlatformFactory {
    /** The platform of the lab in the folder {@code state}. */
    Platform create(ClusterSpec spec, Path state, Path root);
  }

  private final GlobalOptions options;
  private final PlatformFactory platforms;
  private final Path root;
  private final Path home;
  private final PrintStream out;
  private final PrintStream err;

  /**
   * A session.
   *
   * @param root the project's root
   * @param home folder of the state of all labs
   */
  public Session(
      GlobalOptions options,
      PlatformFactory platforms,
      Path root,
      Path home,
      PrintStream out,
      PrintStream err) {
    this.options = options;
    this.platforms = platforms;
    this.root = root;
    this.home = home;
    this.out = out;
    this.err = err;
  }

  /** The project's root: scenarios, runbooks, jars. */
  public Path root() {
    return root;
  }

  /** The cluster that the user chose, as given: a name or a file. */
  public String clusterArgument() {
    return options.cluster;
  }

  /** The cluster file, read. */
  public ClusterSpec cluster() {
    String given = options.cluster;
    boolean file = given.contains("/") || given.endsWith(".yaml") || given.endsWith(".yml");
    Path path = file ? Path.of(given) : root.resolve("clusters").resolve(given + ".yaml");
    if (!Files.isReadable(path)) {
      throw LabctlException.usage(
          "no cluster '%s': there is no file %s; give a file, or a name in clusters/"
              .formatted(given, path));
    }
    return new ClusterReader().read(path, file ? given : "clusters/" + given + ".yaml");
  }

  /** The lab's state folder, mode 700; made when missing. */
  public Path state() {
    Path state = home.resolve(cluster().name());
    try {
      Files.createDirectories(
          state,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      return state;
    } catch (IOException e) {
      throw LabctlException.machine(
          "cannot make the state folder %s: %s; set LABCTL_HOME to a folder you may write"
              .formatted(state, e),
          e);
    }
  }

  /** The lab's platform; the caller closes it. */
  public Platform platform() {
    return platforms.create(cluster(), state(), root);
  }

  /** Takes the lab for a command that changes it. */
  public LabLock lock(String command) {
    return LabLock.take(state(), command);
  }

  /** Narration, on standard error. */
  public Progress progress() {
    return new ConsoleProgress(err, options.quiet, terminal());
  }

  /**
   * Asks on the terminal before something is lost.
   *
   * @return whether to go on: the user said so, gave {@code --yes}, or is a program
   */
  public boolean confirm(String question) {
    Console console = System.console();
    if (options.yes || console == null || !console.isTerminal()) {
      return true;
    }
    String answer = console.readLine("%s [y/N] ", question);
    return answer != null && answer.strip().toLowerCase(Locale.ROOT).startsWith("y");
  }

  private static boolean terminal() {
    Console console = System.console();
    return console != null && console.isTerminal();
  }

  /** Whether data is to be printed as JSON. */
  public boolean json() {
    return options.output == Output.json;
  }

  /** Prints data, on standard output. */
  public void print(String text) {
    out.println(text);
  }

  /** Prints a value as JSON, on standard output. */
  public void printJson(Object value) {
    out.println(Json.pretty().writeValueAsString(value));
  }
}

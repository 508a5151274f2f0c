package dev.labctl.cli;

import dev.labctl.cli.GlobalOptions.OutputFormat;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.lab.LabIdentity;
import dev.labctl.lab.LabLock;
import dev.labctl.lab.Platform;
import dev.labctl.progress.ConsoleProgress;
import dev.labctl.progress.Progress;
import dev.labctl.spec.ClusterReader;
import dev.labctl.spec.ClusterSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.function.Supplier;

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
  private final Supplier<Path> home;
  private final Streams streams;

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
      Supplier<Path> home,
      Streams streams) {
    this.options = options;
    this.platforms = platforms;
    this.root = root;
    this.home = home;
    this.streams = streams;
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
    boolean file = isFile(given);
    Path path = clusterFile();
    if (!Files.isReadable(path)) {
      throw LabctlException.usage(
          "no cluster '%s': there is no file %s; give a file, or a name in clusters/"
              .formatted(given, path));
    }
    return new ClusterReader().read(path, file ? given : "clusters/" + given + ".yaml");
  }

  /** The journal of a lab, be it there or not; nothing is made. */
  public Path journalOf(String cluster) {
    return home.get().resolve(cluster).resolve("journal.jsonl");
  }

  private Path clusterFile() {
    String given = options.cluster;
    return isFile(given) ? Path.of(given) : root.resolve("clusters").resolve(given + ".yaml");
  }

  private static boolean isFile(String given) {
    return given.contains("/") || given.endsWith(".yaml") || given.endsWith(".yml");
  }

  /**
   * The folder of the lab's state, without links; a command that changes nothing does not make it.
   *
   * @throws LabctlException (usage) when the lab in it is that of another cluster file
   */
  public Path state() {
    ClusterSpec cluster = cluster();
    Path state = folder(cluster);
    LabIdentity.require(state, cluster, clusterFile());
    return state;
  }

  private Path folder(ClusterSpec cluster) {
    return LabIdentity.realFolder(home.get().resolve(cluster.name()));
  }

  /** The folder of the lab's state, mode 700; made when missing. */
  public Path makeState() {
    return made(state());
  }

  private static Path made(Path state) {
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

  /** A platform that only renders: of a lab that another cluster file may have. */
  public Platform renderer() {
    ClusterSpec cluster = cluster();
    return platforms.create(cluster, folder(cluster), root);
  }

  /**
   * The platform of a lab that is to end; its cluster file may have got other addresses since.
   *
   * @throws LabctlException (usage) when the lab is that of another cluster file
   */
  public Platform ending() {
    ClusterSpec cluster = cluster();
    Path state = folder(cluster);
    return LabIdentity.madeFrom(state, clusterFile())
        ? platforms.create(cluster, state, root)
        : platform();
  }

  /** Takes the lab for a command that changes it. */
  public LabLock lock(String command) {
    return LabLock.take(makeState(), command);
  }

  /** Takes a lab that is to end. */
  public LabLock lock(Platform ending, String command) {
    return LabLock.take(made(ending.lab().state()), command);
  }

  /** Brings the lab up, and writes down whose it is before anything of it is made. */
  public Platform.UpResult up(Platform platform, Progress progress) {
    Path state = platform.lab().state();
    boolean first = LabIdentity.claim(state, platform.lab().spec(), clusterFile());
    try {
      return platform.up(progress);
    } catch (LabctlException e) {
      if (first && !runs(platform, e)) {
        // Such as by a port that is taken: the file may be given others.
        LabIdentity.forget(state);
      }
      throw e;
    }
  }

  /** What refused to start may not be there to be asked, such as Docker. */
  private static boolean runs(Platform platform, LabctlException refusal) {
    try {
      return platform.running();
    } catch (LabctlException unknown) {
      refusal.addSuppressed(unknown);
      return false;
    }
  }

  /** Narration, on standard error. */
  public Progress progress() {
    return new ConsoleProgress(streams.err(), options.quiet, streams.errScreen());
  }

  /**
   * Asks on the terminal before something is lost.
   *
   * @return whether to go on: the user said so, gave {@code --yes}, or is a program, which has no
   *     terminal
   */
  public boolean confirm(String question) {
    return options.yes || Question.confirmed(question);
  }

  /** Whether data is to be printed as JSON. */
  public boolean json() {
    return options.output == OutputFormat.json;
  }

  /** Prints data for people, on standard output; a terminal's width breaks no word. */
  public void print(String text) {
    text.lines()
        .flatMap(line -> TextTable.wrap(line, streams.outScreen().columns()).stream())
        .forEach(streams.out()::println);
    if (text.isEmpty()) {
      streams.out().println();
    }
  }

  /** Prints a text as it is, on standard output: a file's, or a log's lines. */
  public void printRaw(String text) {
    streams.out().println(text);
  }

  /** Prints rows under headings, on standard output, in the terminal's width. */
  public void printTable(List<String> headings, List<List<String>> rows) {
    new TextTable(headings, rows)
        .lines(streams.outScreen().columns())
        .forEach(streams.out()::println);
  }

  /** Prints a value as JSON, on standard output. */
  public void printJson(Object value) {
    streams.out().println(Json.pretty().writeValueAsString(value));
  }
}

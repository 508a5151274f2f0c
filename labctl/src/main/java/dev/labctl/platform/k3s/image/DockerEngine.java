package dev.labctl.platform.k3s.image;

import dev.labctl.exit.ExitCode;
import dev.labctl.exit.LabctlException;
import dev.labctl.json.Json;
import dev.labctl.process.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** This machine's Docker, by its command line. */
public final class DockerEngine {
  /** What docker has several of. */
  public enum DockerObject {
    CONTAINER,
    IMAGE,
    NETWORK,
    VOLUME;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Anything but a build, a pull or an import is quicker than this, also on a busy machine. */
  private static final String SERVER =
      "{\"version\": {{json .ServerVersion}}, \"security\": {{json .SecurityOptions}},"
          + " \"root\": {{json .DockerRootDir}}}";

  private static final Duration LIMIT = Duration.ofMinutes(1);

  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final Duration AFTER_SILENCE = Duration.ofSeconds(1);

  // What env(1), setsid(1) and the shell return for a program that is not there.
  private static final int NO_PROGRAM = 127;

  private final String program;

  /** Of {@link System#nanoTime}; empty without a limit on all commands together. */
  private final OptionalLong deadline;

  /** The last command had no answer: the next ones get little time, so that labctl ends soon. */
  private final AtomicBoolean silent;

  /** The {@code docker} of the search path. */
  public DockerEngine() {
    this("docker");
  }

  /** Another program that speaks as it does. */
  public DockerEngine(String program) {
    this(program, OptionalLong.empty(), new AtomicBoolean());
  }

  private DockerEngine(String program, OptionalLong deadline, AtomicBoolean silent) {
    this.program = program;
    this.deadline = deadline;
    this.silent = silent;
  }

  /**
   * The same Docker with one limit for all questions together, however many of them a sick daemon
   * or registry leaves open.
   */
  public DockerEngine within(Duration limit) {
    return new DockerEngine(program, OptionalLong.of(System.nanoTime() + limit.toNanos()), silent);
  }

  /**
   * Docker's server.
   *
   * @param securityOptions such as {@code name=rootless}
   * @param root the folder of its images and volumes
   */
  public record Server(String version, List<String> securityOptions, Path root) {}

  /**
   * The server, as it describes itself.
   *
   * @throws LabctlException (exit 3) with the next step, when docker is missing or does not answer
   */
  public Server server() {
    Command.Result result = ask(List.of("info", "--format", SERVER), ANSWER);
    if (result.exit() == NO_PROGRAM) {
      throw LabctlException.machine(
          "docker is not installed; install it (Debian, Ubuntu: apt-get install docker.io), or use"
              + " the cluster 'local', which needs none");
    }
    if (result.exit() != 0 || result.out().isBlank()) {
      throw LabctlException.machine(
          "docker does not answer: %s; %s"
              .formatted(
                  said(result),
                  nextStep(result.err())
                      .orElse("'docker version' has to show a server; see its own log")));
    }
    JsonNode server = Json.lines().readTree(result.out());
    return new Server(
        server.path("version").asString(""),
        server.path("security").valueStream().map(o -> o.asString("")).toList(),
        Path.of(server.path("root").asString("/")));
  }

  /**
   * Runs one docker command, whatever becomes of it.
   *
   * @throws LabctlException (exit 3) with the next step, when it takes longer
   */
  public Command.Result ask(List<String> arguments, Duration limit) {
    Duration left =
        deadline.isEmpty()
            ? limit
            : Duration.ofNanos(Math.max(1, deadline.getAsLong() - System.nanoTime()));
    Duration patience = silent.get() && limit.compareTo(LIMIT) <= 0 ? AFTER_SILENCE : limit;
    Duration allowed = left.compareTo(patience) < 0 ? left : patience;
    try {
      Command.Result result = command(arguments).run(allowed);
      silent.set(false);
      return result;
    } catch (LabctlException e) {
      if (e.exitCode() == ExitCode.INTERRUPTED) {
        throw e;
      }
      silent.set(true);
      throw LabctlException.machine(
          "%s; if 'docker version' has no answer either, restart it (systemctl restart docker)"
              .formatted(e.getMessage()),
          e);
    }
  }

  /**
   * What docker says of those of {@code names} that exist, in any order.
   *
   * @throws LabctlException (exit 3) when docker cannot say
   */
  public List<JsonNode> inspect(DockerObject kind, List<String> names) {
    if (names.isEmpty()) {
      return List.of();
    }
    List<String> line = new ArrayList<>(List.of(kind.word(), "inspect"));
    line.addAll(names);
    Command.Result result = ask(line, LIMIT);
    // The exit code is 1 when one of them is missing; the others are printed all the same.
    boolean onlyMissing =
        result
            .err()
            .lines()
            .map(l -> l.toLowerCase(Locale.ROOT))
            .allMatch(l -> l.isBlank() || l.contains("no such") || l.contains("not found"));
    if (result.exit() != 0 && !onlyMissing) {
      throw failure(line, result);
    }
    List<JsonNode> found = new ArrayList<>();
    Json.lines().readTree(result.out().isBlank() ? "[]" : result.out()).forEach(found::add);
    return found;
  }

  /** What docker says of {@code name}; empty when there is no such thing. */
  public Optional<JsonNode> inspect(DockerObject kind, String name) {
    return inspect(kind, List.of(name)).stream().findFirst();
  }

  /** Names of everything of that kind with the label {@code key=value}. */
  public List<String> labelled(DockerObject kind, String label) {
    List<String> line =
        switch (kind) {
          case CONTAINER -> List.of("ps", "-a", "--format", "{{.Names}}");
          case IMAGE -> List.of("images", "--format", "{{.Repository}}:{{.Tag}}");
          case NETWORK -> List.of("network", "ls", "--format", "{{.Name}}");
          case VOLUME -> List.of("volume", "ls", "--format", "{{.Name}}");
        };
    List<String> filtered = new ArrayList<>(line);
    filtered.addAll(List.of("--filter", "label=" + label));
    return run(filtered).lines().filter(l -> !l.isBlank()).sorted().toList();
  }

  /** Runs one docker command and returns what it printed. */
  public String run(String... arguments) {
    return run(List.of(arguments));
  }

  /** Runs one docker command and returns what it printed. */
  public String run(List<String> arguments) {
    return run(arguments, LIMIT);
  }

  /**
   * Runs one docker command and returns what it printed.
   *
   * @throws LabctlException (exit 3) with what docker said, when it fails or takes longer
   */
  public String run(List<String> arguments, Duration limit) {
    Command.Result result = ask(arguments, limit);
    if (result.exit() != 0) {
      throw failure(arguments, result);
    }
    return result.out();
  }

  /** A docker command for the caller to run. */
  public Command command(List<String> arguments) {
    List<String> line = new ArrayList<>();
    line.add(program);
    line.addAll(arguments);
    return Command.of(line);
  }

  private static LabctlException failure(List<String> arguments, Command.Result result) {
    return LabctlException.machine(
        "docker %s: exit code %d: %s%s"
            .formatted(
                String.join(" ", arguments),
                result.exit(),
                said(result),
                nextStep(result.err()).map(step -> "; " + step).orElse("")));
  }

  /** What docker said, once: it repeats itself for each thing that it was asked after. */
  private static String said(Command.Result result) {
    String text = result.err().isBlank() ? result.out() : result.err();
    return text.lines().map(String::strip).distinct().collect(Collectors.joining("\n")).strip();
  }

  /** What the user can do about the refusals that docker is known for. */
  private static Optional<String> nextStep(String said) {
    if (said.contains("permission denied") && said.contains("connect")) {
      return Optional.of(
          "let this user talk to it: sudo usermod -aG docker USER, then log in again; or run labctl"
              + " as root");
    }
    if (said.contains("Cannot connect to the Docker daemon") || said.contains("cannot connect")) {
      return Optional.of("start docker (systemctl start docker)");
    }
    if (said.contains("Pool overlaps")) {
      return Optional.of(
          "another network of this machine has these addresses: give the cluster file another"
              + " 'subnet', or remove that network ('docker network ls')");
    }
    if (said.contains("address already in use") || said.contains("port is already allocated")) {
      return Optional.of(
          "stop what holds the port, or give the cluster file another 'publish' address");
    }
    if (said.contains("no space left on device")) {
      return Optional.of("free disk space ('docker system df' shows what docker holds)");
    }
    return Optional.empty();
  }
}

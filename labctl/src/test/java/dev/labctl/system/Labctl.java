package dev.labctl.system;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.labctl.process.Command;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The real program, started as a user would, on a lab of the test's own. */
final class Labctl {
  private static boolean recorded;

  /** What a command that asks or refuses may take. */
  static final Duration SOON = Duration.ofSeconds(30);

  private static final JsonMapper JSON = new JsonMapper();
  private static final Pattern NAME = Pattern.compile("^metadata: \\{name: ([a-z0-9-]+)");
  private final Path root;
  private final Path cluster;
  private final Path work;
  private final List<String> wrapper;
  private final Map<String, String> environment;

  /**
   * @param root the project's root
   * @param cluster a cluster file
   * @param work for state and output; the lab's home is inside
   */
  Labctl(Path root, Path cluster, Path work) {
    this(root, cluster, work, List.of(), Map.of());
  }

  private Labctl(
      Path root, Path cluster, Path work, List<String> wrapper, Map<String, String> environment) {
    this.root = root;
    this.cluster = cluster;
    this.work = work;
    this.wrapper = wrapper;
    this.environment = environment;
  }

  /**
   * The program on a lab that it has brought up; the test is skipped, saying so, without a
   * launcher.
   *
   * @param cluster the name of a cluster file among the tests' resources
   * @param work for state and output, below {@code target}
   */
  static Labctl on(String cluster, String work) throws IOException {
    Path root = Path.of("").toAbsolutePath().getParent();
    assumeThat(root.resolve("bin/labctl")).as("the launcher of a whole checkout").exists();
    Path folder = Files.createDirectories(Path.of("target", work).toAbsolutePath());
    return new Labctl(root, resource(cluster), folder);
  }

  /** After a build the launcher records a start, once: not in the time of a test's command. */
  private static synchronized void recordOnce(Path root) {
    if (!recorded) {
      Command.of(root.resolve("bin/labctl").toString(), "--version")
          .run(Duration.ofMinutes(3))
          .orThrow();
      assertThat(root.resolve("labctl/target/labctl.aot")).isNotEmptyFile();
      recorded = true;
    }
  }

  /** Brings the lab up. */
  void up() {
    var up = run(Duration.ofMinutes(8), "up");
    assertThat(up.exit()).as(up.err()).isZero();
  }

  /** A cluster file or scenario of the tests. */
  static Path resource(String name) {
    return Path.of("src/test/resources/system", name).toAbsolutePath();
  }

  /** Takes the lab away with its data. */
  void purge() {
    var down = run(Duration.ofMinutes(2), "down", "--purge");
    assertThat(down.exit()).as(down.err()).isZero();
  }

  /** The same, finding programs in a folder before all others. */
  Labctl finding(Path folder) {
    return with("PATH", folder + ":" + System.getenv("PATH"));
  }

  /** The same with another environment variable. */
  Labctl with(String name, String value) {
    Map<String, String> more = new HashMap<>(environment);
    more.put(name, value);
    return new Labctl(root, cluster, work, wrapper, more);
  }

  /** The same, started by a program that runs what follows its own arguments. */
  Labctl by(String... command) {
    return new Labctl(root, cluster, work, List.of(command), environment);
  }

  /** How a command ended. */
  record Result(int exit, String out, String err, Duration took) {
    JsonNode json() {
      return JSON.readTree(out);
    }
  }

  /** A command under way. */
  final class Running implements AutoCloseable {
    private final Process process;
    private final Path out;
    private final Path err;
    private final Instant begin = Instant.now();

    private Running(Process process, Path out, Path err) {
      this.process = process;
      this.out = out;
      this.err = err;
    }

    /** The launcher becomes the JVM by exec: this is labctl's own pid. */
    long pid() {
      return process.pid();
    }

    /** Folders of runs that it begins are named like this or later. */
    String stamp() {
      return DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC).format(begin);
    }

    boolean alive() {
      return process.isAlive();
    }

    String err() {
      return text(err);
    }

    Result await(Duration limit) {
      try {
        if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
          process.destroyForcibly();
          throw new AssertionError("not ended in " + limit + "; stderr: " + text(err));
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      return new Result(
          process.exitValue(), text(out), text(err), Duration.between(begin, Instant.now()));
    }

    @Override
    public void close() {
      process.destroyForcibly();
    }
  }

  Running start(String... arguments) {
    recordOnce(root);
    List<String> command = new ArrayList<>(wrapper);
    command.add(root.resolve("bin/labctl").toString());
    command.add("-c");
    command.add(cluster.toString());
    command.addAll(List.of(arguments));
    try {
      Path out = Files.createTempFile(work, "out", "");
      Path err = Files.createTempFile(work, "err", "");
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .directory(root.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      builder.environment().put("LABCTL_HOME", home().toString());
      builder.environment().putAll(environment);
      return new Running(builder.start(), out, err);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Result run(Duration limit, String... arguments) {
    return start(arguments).await(limit);
  }

  Path home() {
    return work.resolve("home");
  }

  /** The pid of a member's main process, as {@code status} says it. */
  long pid(String member) {
    for (JsonNode row : run(SOON.multipliedBy(2), "status", "-o", "json").json()) {
      if (row.path("member").asString("").equals(member)) {
        return row.path("pid").asLong();
      }
    }
    throw new AssertionError("no member " + member);
  }

  /** The newest run's folder of a scenario. */
  Path newestRun(String scenario) {
    try (Stream<Path> runs = Files.list(root.resolve("reports"))) {
      return runs.filter(p -> p.getFileName().toString().endsWith("-" + scenario))
          .max(Path::compareTo)
          .orElseThrow(() -> new AssertionError("no run of " + scenario));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  JsonNode report(String scenario) {
    return JSON.readTree(newestRun(scenario).resolve("report.json"));
  }

  /**
   * The timeline of the run that a command has begun; empty before that. Labs of other tests write
   * to the same folder.
   */
  String timeline(Running run) {
    String ours = "\"cluster\":\"%s\"".formatted(clusterName());
    try (Stream<Path> runs = Files.list(root.resolve("reports"))) {
      return runs.filter(p -> p.getFileName().toString().compareTo(run.stamp()) >= 0)
          .map(p -> p.resolve("timeline.jsonl"))
          .filter(Files::exists)
          .sorted(Comparator.reverseOrder())
          .map(Labctl::text)
          .filter(text -> text.contains(ours))
          .findFirst()
          .orElse("");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String clusterName() {
    return text(cluster)
        .lines()
        .flatMap(line -> NAME.matcher(line).results())
        .findFirst()
        .orElseThrow(() -> new AssertionError("no name in " + cluster))
        .group(1);
  }

  /** Returns when the command's run has seen the fault land. */
  void awaitFault(Running run, String fault) {
    await()
        .atMost(Duration.ofSeconds(90))
        .pollInterval(Duration.ofMillis(200))
        .failFast("labctl ended: " + run.err(), () -> !run.alive())
        .untilAsserted(
            () ->
                assertThat(timeline(run))
                    .containsPattern(
                        "\"event\":\"fault-landed\",\"at\":\"[^\"]+\",\"fault\":\"" + fault));
  }

  /** Nothing is open, and the lab is whole: an interrupted run leaves before its members are. */
  void assertSteady() {
    var recover = run(Duration.ofSeconds(150), "chaos", "recover");
    assertThat(recover.exit()).as(recover.err()).isZero();
    // A single look may take as long as SOON on a machine that Kubernetes fills.
    await()
        .atMost(SOON.multipliedBy(4))
        .pollInterval(Duration.ofSeconds(1))
        .untilAsserted(
            () -> {
              var status = run(SOON.multipliedBy(2), "status");
              assertThat(status.exit()).as(status.out()).isZero();
            });
  }

  /** Sends a signal, by {@code kill}'s name for it. */
  static void signal(String name, long pid) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(pid)).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package dev.labctl.shortener.bench;

import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.postgres.Migrations;
import dev.labctl.shortener.servers.Child;
import dev.labctl.shortener.servers.Client;
import dev.labctl.shortener.servers.Lab;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;

/** The servers behind what is measured, and what is measured. */
final class Stage implements AutoCloseable {
  /**
   * Every Java program runs with these, the shortener and what it is measured against: the labs'
   * flags, but that C2 compiles too.
   */
  static final List<String> JVM_FLAGS =
      List.of("-Xmx192m", "-Xss512k", "-XX:+UseSerialGC", "-XX:+ExitOnOutOfMemoryError");

  /** What the labs add, whose many programs share few processors. */
  static final String C1_ONLY = "-XX:TieredStopAtLevel=1";

  private static final String SMALL = "shortener";
  static final String LARGE = "shortener_large";
  private static final String JAVA = ProcessHandle.current().info().command().orElse("java");

  private final Lab lab =
      new Lab(
          List.of(
              "fsync=off", "shared_buffers=256MB", "max_wal_size=16GB", "checkpoint_timeout=1h"));
  private final Path jar;
  private final Path cache;

  /**
   * Starts the servers.
   *
   * @param jar the packaged shortener, its libraries beside it
   */
  Stage(Path jar) {
    this.jar = jar;
    lab.start();
    this.cache = lab.folder().resolve("shortener.aot");
    recordStart();
  }

  /** As the image and the local lab do. */
  private void recordStart() {
    List<String> command =
        java(
            List.of(
                C1_ONLY,
                "-XX:+UnlockDiagnosticVMOptions",
                "-XX:-AOTRecordTraining",
                "-XX:AOTCacheOutput=" + cache,
                "-Xlog:aot*=error"));
    command.addAll(List.of("-jar", jar.toString(), "train"));
    Child.run(lab.folder().resolve("train.log"), command);
  }

  Lab lab() {
    return lab;
  }

  Path folder() {
    return lab.folder();
  }

  /** A second database, with the schema and no links. */
  void createLargeDatabase() {
    lab.postgres().execute(0, "postgres", "create database " + LARGE + " owner shortener_owner");
    Settings settings = Settings.read(config("migrate-large", lab.client(), LARGE, ""));
    Migrations.apply(settings.postgres());
  }

  private Path config(String name, Client client, String database, String more) {
    try {
      Path file = lab.config(name, client.port(), client.adminPort());
      String text = Files.readString(file);
      return Files.writeString(
          file, text.replace("database: " + SMALL + "\n", "database: " + database + "\n") + more);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A shortener that is ready. */
  record Service(Subject subject, Client client, Duration startToReady) implements AutoCloseable {
    /** The sum of a counter's values that have all the label text. */
    double metric(String name, String labels) {
      return client
          .admin("/metrics")
          .body()
          .lines()
          .filter(line -> line.startsWith(name) && line.contains(labels))
          .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
          .sum();
    }

    @Override
    public void close() {
      subject.close();
    }
  }

  /** Starts the shortener as it is shipped; {@code caches} is what its config says of caches. */
  Service service(String name, String database, String caches, List<String> moreFlags) {
    Client client = lab.client();
    Path config = config(name, client, database, caches);
    List<String> command = java(moreFlags);
    command.addAll(List.of("-XX:AOTCache=" + cache, "-Xlog:aot*=error"));
    command.addAll(List.of("-jar", jar.toString(), "serve", "--config", config.toString()));
    long start = System.nanoTime();
    Subject subject = Subject.start(name, client.adminPort(), folder(), command);
    Awaitility.await()
        .atMost(Duration.ofSeconds(30))
        .pollInterval(Duration.ofMillis(10))
        .pollDelay(Duration.ZERO)
        .until(client::ready);
    Duration startToReady = Duration.ofNanos(System.nanoTime() - start);
    return new Service(new Subject(name, subject.child(), client.port()), client, startToReady);
  }

  /** Starts a bare handler. */
  Subject bare(String mode) {
    Client client = lab.client();
    Path config = config("bare-" + mode, client, SMALL, "");
    List<String> command = java(List.of());
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            BareServer.class.getName(),
            mode,
            config.toString()));
    return Subject.start("bare-" + mode, client.port(), folder(), command);
  }

  private static List<String> java(List<String> moreFlags) {
    List<String> command = new ArrayList<>(List.of(JAVA));
    command.addAll(JVM_FLAGS);
    command.addAll(moreFlags);
    return command;
  }

  /** Starts nginx with {@code return 302} for everything. */
  Subject nginx() {
    int port = lab.client().port();
    String config =
        """
        daemon off;
        worker_processes 2;
        pid %1$s/nginx.pid;
        error_log stderr warn;
        events { worker_connections 2048; }
        http {
          access_log off;
          keepalive_requests 1000000000;
          server {
            listen 127.0.0.1:%2$d reuseport;
            location / { return 302 https://load.example/1; }
          }
        }
        """;
    try {
      Path file =
          Files.writeString(folder().resolve("nginx.conf"), config.formatted(folder(), port));
      return Subject.start(
          "nginx", port, folder(), List.of("nginx", "-p", folder().toString(), "-c", "" + file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Versions of what took part. */
  Map<String, String> versions() {
    return Map.of(
        "java", System.getProperty("java.vm.version"),
        "postgres", lab.postgres().texts(0, "postgres", "show server_version").getFirst());
  }

  @Override
  public void close() {
    try {
      lab.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

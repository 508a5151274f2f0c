package dev.labctl.shortener.servers;

import dev.labctl.shortener.App;
import dev.labctl.shortener.config.Settings;
import dev.labctl.shortener.postgres.Migrations;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Real Postgres and Redis servers on free ports, and instances of the shortener before them. */
public final class Lab implements AutoCloseable {
  private static final List<String> FAST = List.of("fsync=off", "shared_buffers=16MB");

  private final Path folder;
  private final @Nullable Certificates certificates;
  private final PostgresPair postgres;
  private final RedisTrio redis;
  private final List<App> apps = new ArrayList<>();

  /** Chooses addresses, without starting a server. */
  public Lab() {
    this(false, FAST);
  }

  /** The same, for servers that speak TLS. */
  public static Lab overTls() {
    return new Lab(true, FAST);
  }

  /**
   * The same, not only for tests.
   *
   * @param postgresSettings of both Postgres servers, {@code name=value}
   */
  public Lab(List<String> postgresSettings) {
    this(false, postgresSettings);
  }

  private Lab(boolean tls, List<String> postgresSettings) {
    try {
      // Not JUnit's folder: Postgres' user must be able to enter it.
      folder = Files.createTempDirectory("shortener-it-");
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    certificates = tls ? new Certificates(folder, "lab") : null;
    postgres = new PostgresPair(folder, postgresSettings, certificates);
    redis = new RedisTrio(folder, certificates);
  }

  /** Starts every server and migrates the schema. */
  public Lab start() {
    postgres.start();
    redis.start();
    Migrations.apply(
        Settings.read(config("migrate", Machine.freePort(), Machine.freePort())).postgres());
    return this;
  }

  public PostgresPair postgres() {
    return postgres;
  }

  public RedisTrio redis() {
    return redis;
  }

  /** What the servers prove themselves with. */
  public Certificates certificates() {
    return Objects.requireNonNull(certificates, "these servers speak no TLS");
  }

  public Path folder() {
    return folder;
  }

  /** Starts an instance in this process. */
  public Client app(String name) {
    return app(name, config -> config);
  }

  /** Starts an instance whose config has some more lines. */
  public Client app(String name, String more) {
    return app(name, config -> config + more);
  }

  /** Starts an instance with a config of its own. */
  public Client app(String name, UnaryOperator<String> edit) {
    Client client = client();
    Path config = config(name, client.port(), client.adminPort());
    try {
      Files.writeString(config, edit.apply(Files.readString(config)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    App app = new App(Settings.read(config), UnaryOperator.identity());
    apps.add(app);
    app.start();
    return client;
  }

  /** Stops the instance that was started last. */
  public void stopLast() {
    apps.removeLast().close();
  }

  /** A client for an instance to come. */
  public Client client() {
    return new Client(Machine.freePort(), Machine.freePort());
  }

  /** Writes an instance's config file and its secrets. */
  public Path config(String name, int port, int adminPort) {
    String yaml =
        """
        instance: %s
        server: {host: 127.0.0.1, port: %d, adminPort: %d, drain: 1s}
        admin: {tokenFile: %s}
        auth: {anonymousCreate: true}
        publicUrl: http://127.0.0.1:%d
        postgres:
          hosts: %s
          database: shortener
          user: shortener_app
          passwordFile: %s
          owner: shortener_owner
          ownerPasswordFile: %s
          reader: shortener_reader
          readerPasswordFile: %s
        %sredis:
          sentinels: %s
          master: shortener
          passwordFile: %s
          sentinelPasswordFile: %s
        %s\
        """
            .formatted(
                name,
                port,
                adminPort,
                secret("admin", Client.ADMIN_TOKEN),
                port,
                postgres.hosts().stream().map(h -> "'" + h + "'").toList(),
                secret("app", PostgresPair.APP_PASSWORD),
                secret("owner", PostgresPair.OWNER_PASSWORD),
                secret("reader", PostgresPair.READER_PASSWORD),
                tls(),
                redis.sentinels().stream().map(h -> "'" + h + "'").toList(),
                secret("redis", RedisTrio.PASSWORD),
                secret("sentinel", RedisTrio.SENTINEL_PASSWORD),
                tls());
    return write(name + ".yaml", yaml);
  }

  private String tls() {
    return certificates == null ? "" : "  tls: {caFile: %s}\n".formatted(certificates.authority());
  }

  private Path secret(String name, String value) {
    return write(name + ".password", value + "\n");
  }

  private Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() throws IOException {
    apps.forEach(App::close);
    redis.close();
    postgres.close();
    try (Stream<Path> files = Files.walk(folder)) {
      files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
    }
  }
}

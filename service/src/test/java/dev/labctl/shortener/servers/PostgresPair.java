package dev.labctl.shortener.servers;

import static dev.labctl.shortener.servers.Patience.await;

import dev.labctl.shortener.config.HostPort;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A primary and its synchronous standby, with the lab's three roles and their database. */
public final class PostgresPair implements AutoCloseable {
  public static final String APP_PASSWORD = "app-secret";
  public static final String OWNER_PASSWORD = "owner-secret";
  public static final String READER_PASSWORD = "reader-secret";
  private static final String LOOPBACK = "127.0.0.1";

  private final Path folder;
  private final Path bin = Machine.postgresBin();
  private final List<String> settings;
  private final int[] ports = {Machine.freePort(), Machine.freePort()};
  private final Child[] servers = new Child[2];

  private final @Nullable Certificates certificates;

  /**
   * Prepares, without starting.
   *
   * @param settings of both servers, {@code name=value}
   * @param certificates to speak TLS with, or null for none
   */
  public PostgresPair(Path folder, List<String> settings, @Nullable Certificates certificates) {
    this.folder = folder;
    this.settings = List.copyOf(settings);
    this.certificates = certificates;
  }

  /** The two servers' addresses: 0 begins as primary, 1 as standby. */
  public List<HostPort> hosts() {
    return List.of(new HostPort(LOOPBACK, ports[0]), new HostPort(LOOPBACK, ports[1]));
  }

  public PostgresPair start() {
    Path log = folder.resolve("postgres.log");
    Path primary = Machine.folder(folder, "pg0");
    Path standby = Machine.folder(folder, "pg1");
    Child.run(
        log,
        Machine.unprivileged(
            List.of(
                bin.resolve("initdb").toString(),
                "-D",
                primary + "/data",
                "-U",
                "postgres",
                "-A",
                "trust",
                "--no-sync",
                "--locale=C.UTF-8")));
    launch(0);
    execute(
        0,
        "postgres",
        "create role shortener_owner login password '" + OWNER_PASSWORD + "'",
        "create role shortener_app login password '" + APP_PASSWORD + "'",
        "create role shortener_reader login password '" + READER_PASSWORD + "'",
        "create database shortener owner shortener_owner");
    Child.run(
        log,
        Machine.unprivileged(
            List.of(
                bin.resolve("pg_basebackup").toString(),
                "-D",
                standby + "/data",
                "-R",
                "-X",
                "stream",
                "-c",
                "fast",
                "--no-sync",
                "-d",
                "host=%s port=%d user=postgres application_name=standby"
                    .formatted(LOOPBACK, ports[0]))));
    launch(1);
    execute(
        0,
        "postgres",
        "alter system set synchronous_standby_names = 'standby'",
        "select pg_reload_conf()");
    return this;
  }

  private void launch(int server) {
    Path home = folder.resolve("pg" + server);
    List<String> command =
        new ArrayList<>(
            List.of(
                bin.resolve("postgres").toString(),
                "-D",
                home + "/data",
                "-p",
                Integer.toString(ports[server]),
                "-c",
                "listen_addresses=" + LOOPBACK,
                "-c",
                "unix_socket_directories="));
    settings.forEach(setting -> command.addAll(List.of("-c", setting)));
    if (certificates != null) {
      command.addAll(
          List.of(
              "-c",
              "ssl=on",
              "-c",
              "ssl_cert_file=" + certificates.certificate(),
              "-c",
              "ssl_key_file=" + certificates.key()));
    }
    servers[server] = Child.start(folder.resolve("postgres.log"), Machine.unprivileged(command));
    await().ignoreExceptions().until(() -> number(server, "postgres", "select 1") == 1);
  }

  public Child server(int server) {
    return servers[server];
  }

  /** Makes the standby a primary that waits for nobody. */
  public void promoteStandby() {
    execute(
        1,
        "postgres",
        "alter system set synchronous_standby_names = ''",
        "select pg_reload_conf()",
        "select pg_promote(true, 10)");
  }

  /**
   * Runs statements as superuser, each in a transaction of its own and for {@link Patience#LONG} at
   * most.
   */
  public void execute(int server, String database, String... statements) {
    execute(Patience.LONG, server, database, statements);
  }

  /** As above, with another patience. */
  public void execute(Duration patience, int server, String database, String... statements) {
    try (Connection connection = connect(server, database);
        Statement statement = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(patience.toMillis()));
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
  }

  /** The number that a query returns. */
  public long number(int server, String database, String sql) {
    return Long.parseLong(texts(server, database, sql).getFirst());
  }

  /** The first column of what a query returns. */
  public List<String> texts(int server, String database, String sql) {
    List<String> texts = new ArrayList<>();
    try (Connection connection = connect(server, database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        texts.add(rows.getString(1));
      }
    } catch (SQLException e) {
      throw new AssertionError(e);
    }
    return texts;
  }

  private Connection connect(int server, String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://%s:%d/%s?user=postgres&socketTimeout=%d"
            .formatted(LOOPBACK, ports[server], database, Patience.LONG.toSeconds()));
  }

  @Override
  public void close() {
    for (Child server : servers) {
      if (server != null) {
        server.close();
      }
    }
  }
}

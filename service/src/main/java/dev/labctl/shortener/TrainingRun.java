package dev.labctl.shortener;

import com.zaxxer.hikari.HikariDataSource;
import dev.labctl.shortener.config.Settings;
import io.helidon.dbclient.DbClient;
import io.helidon.dbclient.jdbc.JdbcConnectionPool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.postgresql.ds.PGSimpleDataSource;
import redis.clients.jedis.RedisSentinelClient;

/**
 * Starts, serves and stops, with no server about: a JVM that records it ({@code
 * -XX:AOTCacheOutput}) keeps what starting takes, and the next start has it ready. An image is
 * built where there is neither Postgres nor Redis; what is used only once they answer is loaded by
 * name.
 */
final class TrainingRun {
  private static final int NOBODY = 1; // a port where no server listens
  private static final int ANSWER_MILLIS = 5000;
  private static final String CLASS = ".class";
  private static final List<String> REQUESTS =
      List.of(
          "GET /abcdefg",
          "GET /",
          "GET /no/such/page",
          "GET /api/links",
          "GET /api/users/me",
          "POST /api/links {\"target\":\"https://load.example/\"}");
  private static final List<String> ADMIN_REQUESTS = List.of("GET /health/ready", "GET /metrics");
  // The classes of their drivers, of what is wrapped around them, and our own.
  private static final List<Class<?>> ANSWERING =
      List.of(
          PGSimpleDataSource.class,
          HikariDataSource.class,
          DbClient.class,
          JdbcConnectionPool.class,
          RedisSentinelClient.class,
          App.class);
  // It names classes of a signed jar. A start that has it in its cache looks at those, and checks
  // the jar's signatures; see there.
  private static final Set<String> LEFT_OUT = Set.of("dev.labctl.shortener.auth.Argon2Function");

  private final Program program;
  private final Logger log;

  TrainingRun(Program program, Logger log) {
    this.program = program;
    this.log = log;
  }

  /** Runs to its end. */
  int run() {
    try {
      Path folder = Files.createTempDirectory("shortener-train-");
      try {
        serve(folder);
      } finally {
        delete(folder);
      }
      int loaded = 0;
      int incomplete = 0;
      for (Class<?> one : ANSWERING) {
        for (String name : beside(one)) {
          if (isLoaded(name, one.getClassLoader())) {
            loaded++;
          } else {
            incomplete++;
          }
        }
      }
      log.log(
          Level.INFO,
          "trained; {0} classes loaded by name, {1} left out for want of optional libraries",
          loaded,
          incomplete);
      return 0;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void serve(Path folder) throws IOException {
    int port = freePort();
    int adminPort = freePort();
    App app = program.app(Settings.read(config(folder, port, adminPort)));
    try {
      app.start();
      for (String request : REQUESTS) {
        ask(port, request);
      }
      for (String request : ADMIN_REQUESTS) {
        ask(adminPort, request);
      }
    } finally {
      app.close();
    }
  }

  private static Path config(Path folder, int port, int adminPort) throws IOException {
    Path secret = Files.writeString(folder.resolve("secret"), "none\n");
    return Files.writeString(
        folder.resolve("train.yaml"),
        """
        instance: train
        server: {host: 127.0.0.1, port: %1$d, adminPort: %2$d, drain: 0s}
        publicUrl: http://127.0.0.1:%1$d
        postgres:
          hosts: ['127.0.0.1:%3$d']
          database: none
          user: none
          passwordFile: '%4$s'
        redis:
          sentinels: ['127.0.0.1:%3$d']
          master: none
          passwordFile: '%4$s'
          sentinelPasswordFile: '%4$s'
        """
            .formatted(port, adminPort, NOBODY, secret));
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  /** Sends METHOD PATH BODY and awaits an answer, which is 503 for most. */
  private static void ask(int port, String request) throws IOException {
    String[] parts = request.split(" ", 3);
    String body = parts.length == 3 ? parts[2] : "";
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      socket.setSoTimeout(ANSWER_MILLIS);
      socket
          .getOutputStream()
          .write(
              "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
                  .formatted(parts[0], parts[1], body.length(), body)
                  .getBytes(StandardCharsets.US_ASCII));
      var unused = socket.getInputStream().read(); // it has been made by then
    }
  }

  /** The names of all classes in the jar that holds this one. */
  private static List<String> beside(Class<?> one) throws IOException {
    URL source = one.getProtectionDomain().getCodeSource().getLocation();
    Path jar;
    try {
      jar = Path.of(source.toURI());
    } catch (URISyntaxException e) {
      throw new IOException("not a path: " + source, e);
    }
    if (Files.isDirectory(jar)) {
      return List.of(); // not packaged: the JVM keeps no classes of folders
    }
    try (JarFile file = new JarFile(jar.toFile())) {
      return file.stream()
          .map(JarEntry::getName)
          .filter(isClass())
          .map(name -> name.substring(0, name.length() - CLASS.length()).replace('/', '.'))
          .filter(name -> !LEFT_OUT.contains(name))
          .toList();
    }
  }

  private static boolean isLoaded(String name, ClassLoader loader) {
    try {
      var unused = Class.forName(name, false, loader);
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false; // it extends what an optional library has
    }
  }

  private static Predicate<String> isClass() {
    return name -> name.endsWith(CLASS) && !name.startsWith("META-INF/") && !name.contains("-");
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }
}

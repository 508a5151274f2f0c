package dev.labctl.shortener.servers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;

/** What the machine offers: server programs, an unprivileged user, free ports. */
final class Machine {
  // Below the ephemeral range: from there the kernel may give a port that was free a moment ago to
  // any outgoing connection before the server binds it.
  private static final int FIRST_PORT = 20_000;
  private static final int EPHEMERAL = 32_768;
  private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();
  private static final Path POSTGRES_VERSIONS = Path.of("/usr/lib/postgresql");

  private Machine() {}

  /** The newest installed Postgres; the test is skipped, saying so, if there is none. */
  static Path postgresBin() {
    Optional<Path> bin = Optional.empty();
    if (Files.isDirectory(POSTGRES_VERSIONS)) {
      try (Stream<Path> versions = Files.list(POSTGRES_VERSIONS)) {
        bin =
            versions
                .filter(v -> Files.isExecutable(v.resolve("bin/initdb")))
                .max(Comparator.comparing(v -> Integer.parseInt(v.getFileName().toString())))
                .map(v -> v.resolve("bin"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    Assumptions.assumeTrue(
        bin.isPresent(), "no Postgres server in " + POSTGRES_VERSIONS + ": install postgresql");
    return bin.get();
  }

  /** Redis' server; the test is skipped, saying so, if there is none. */
  static Path redisServer() {
    Path server = Path.of("/usr/bin/redis-server");
    Assumptions.assumeTrue(Files.isExecutable(server), "no " + server + ": install redis-server");
    return server;
  }

  /** The command as Postgres wants it: never as root. */
  static List<String> unprivileged(List<String> command) {
    List<String> all = new ArrayList<>();
    if (isRoot()) {
      all.addAll(List.of("setpriv", "--reuid=postgres", "--regid=postgres", "--init-groups", "--"));
    }
    all.addAll(command);
    return all;
  }

  /** An empty folder that Postgres may use. */
  static Path folder(Path parent, String name) {
    try {
      Path folder = Files.createDirectory(parent.resolve(name));
      if (isRoot()) {
        Files.setOwner(
            folder,
            folder
                .getFileSystem()
                .getUserPrincipalLookupService()
                .lookupPrincipalByName("postgres"));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Lets Postgres read a file that is nobody else's. */
  static void give(Path file) {
    if (isRoot()) {
      try {
        UserPrincipalLookupService users = file.getFileSystem().getUserPrincipalLookupService();
        Files.setOwner(file, users.lookupPrincipalByName("postgres"));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  static int freePort() {
    while (true) {
      int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, EPHEMERAL);
      if (GIVEN.add(port) && free(port)) {
        return port;
      }
    }
  }

  private static boolean free(int port) {
    try (ServerSocket _ = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
      return true;
    } catch (BindException taken) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }
}

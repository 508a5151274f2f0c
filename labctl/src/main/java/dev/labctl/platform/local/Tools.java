package dev.labctl.platform.local;

import dev.labctl.exit.LabctlException;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The distribution's programs that the lab runs, wherever they are. */
final class Tools {
  /** A program, or a library that no program's package insists on, and its Debian package. */
  enum Tool {
    RUNSVDIR("runsvdir", "runit"),
    SV("sv", "runit"),
    SVLOGD("svlogd", "runit"),
    SETSID("setsid", "util-linux"),
    SETPRIV("setpriv", "util-linux"),
    ETCD("etcd", "etcd-server"),
    PATRONI("patroni", "patroni"),
    /** Patroni's package is content with the library of any store; since Debian 13 not etcd's. */
    PYTHON_ETCD(Path.of("/usr/lib/python3/dist-packages/etcd/__init__.py"), "python3-etcd"),
    POSTGRES("postgres", "postgresql"),
    PSQL("psql", "postgresql-client"),
    REDIS_SERVER("redis-server", "redis-server"),
    REDIS_SENTINEL("redis-sentinel", "redis-sentinel"),
    REDIS_CLI("redis-cli", "redis-tools"),
    HAPROXY("haproxy", "haproxy"),
    PROMETHEUS("prometheus", "prometheus"),
    ALERTMANAGER("prometheus-alertmanager", "prometheus-alertmanager"),
    CURL("curl", "curl");

    private final String program;
    private final @Nullable Path library;
    private final String debianPackage;

    Tool(String program, String debianPackage) {
      this.program = program;
      this.library = null;
      this.debianPackage = debianPackage;
    }

    Tool(Path library, String debianPackage) {
      this.program = debianPackage;
      this.library = library;
      this.debianPackage = debianPackage;
    }

    String program() {
      return program;
    }

    /** Whether it is a program, and not a library. */
    boolean executable() {
      return library == null;
    }

    String debianPackage() {
      return debianPackage;
    }
  }

  /** What members find in their PATH. */
  static final String SAFE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private static final Path POSTGRES_VERSIONS = Path.of("/usr/lib/postgresql");

  private final List<Path> folders;

  /** Looks in the user's PATH and where an ordinary user's PATH lacks servers. */
  Tools(String path) {
    List<Path> all = new ArrayList<>();
    Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin"))
        .filter(p -> !p.isBlank())
        .map(Path::of)
        .forEach(all::add);
    this.folders = List.copyOf(all);
  }

  Optional<Path> find(Tool tool) {
    if (tool.library != null) {
      return Optional.of(tool.library).filter(Files::isReadable);
    }
    // Postgres' folder is asked for each time: it may have been installed a moment ago.
    return Stream.concat(folders.stream(), postgresFolder().stream())
        .map(f -> f.resolve(tool.program()))
        .filter(Files::isExecutable)
        .findFirst();
  }

  String path(Tool tool) {
    return find(tool)
        .orElseThrow(
            () ->
                LabctlException.machine(
                    "%s is not installed; run 'labctl doctor --fix', or: apt-get install -y %s"
                        .formatted(tool.program(), tool.debianPackage())))
        .toString();
  }

  List<Tool> missing() {
    return Stream.of(Tool.values()).filter(t -> find(t).isEmpty()).toList();
  }

  /** Folder of the newest installed Postgres' programs. */
  static Optional<Path> postgresFolder() {
    if (!Files.isDirectory(POSTGRES_VERSIONS)) {
      return Optional.empty();
    }
    List<Path> found = new ArrayList<>();
    try (DirectoryStream<Path> versions = Files.newDirectoryStream(POSTGRES_VERSIONS, "[0-9]*")) {
      for (Path version : versions) {
        if (Files.isExecutable(version.resolve("bin/postgres"))) {
          found.add(version);
        }
      }
    } catch (IOException e) {
      throw LabctlException.machine("cannot list %s: %s".formatted(POSTGRES_VERSIONS, e), e);
    }
    return found.stream()
        .max(Comparator.comparingInt(v -> Integer.parseInt(v.getFileName().toString())))
        .map(v -> v.resolve("bin"));
  }
}

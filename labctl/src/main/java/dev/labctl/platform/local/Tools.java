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

/** The distribution's programs that the lab runs, wherever they are. */
final class Tools {
  /** A program and the Debian package that brings it. */
  enum Tool {
    RUNSVDIR("runsvdir", "runit"),
    SV("sv", "runit"),
    SVLOGD("svlogd", "runit"),
    SETSID("setsid", "util-linux"),
    SETPRIV("setpriv", "util-linux"),
    ETCD("etcd", "etcd-server"),
    PATRONI("patroni", "patroni"),
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
    private final String debianPackage;

    Tool(String program, String debianPackage) {
      this.program = program;
      this.debianPackage = debianPackage;
    }

    String program() {
      return program;
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
    postgresFolder().ifPresent(all::add);
    this.folders = List.copyOf(all);
  }

  Optional<Path> find(Tool tool) {
    return folders.stream()
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

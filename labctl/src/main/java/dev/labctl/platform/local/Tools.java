package dev.labctl.platform.local;

import dev.labctl.component.Components;
import dev.labctl.component.local.Tool;
import dev.labctl.exit.LabctlException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The distribution's programs that the lab runs, wherever they are. */
final class Tools {
  static final Tool RUNSVDIR = Tool.program("runsvdir", "runit");
  static final Tool SV = Tool.program("sv", "runit");
  static final Tool SVLOGD = Tool.program("svlogd", "runit");

  /** What labctl itself needs, before any component. */
  private static final List<Tool> OURS =
      List.of(
          RUNSVDIR,
          SV,
          SVLOGD,
          Tool.program("setsid", "util-linux"),
          Tool.program("setpriv", "util-linux"));

  /** For the shells of runbooks' steps. */
  private static final Tool CURL = Tool.program("curl", "curl");

  /** What members find in their PATH. */
  static final String SAFE_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

  private final List<Path> folders;
  private final List<Tool> all;

  /**
   * Looks in the user's PATH and where an ordinary user's PATH lacks servers.
   *
   * @param components that the lab has
   */
  Tools(String path, Components components) {
    List<Path> found = new ArrayList<>();
    Stream.concat(Stream.of(path.split(":")), Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin"))
        .filter(p -> !p.isBlank())
        .map(Path::of)
        .forEach(found::add);
    this.folders = List.copyOf(found);
    this.all =
        Stream.of(
                OURS.stream(),
                components.all().stream().flatMap(d -> d.local().tools().stream()),
                Stream.of(CURL))
            .flatMap(s -> s)
            .toList();
  }

  /** Everything that the lab needs. */
  List<Tool> all() {
    return all;
  }

  Optional<Path> find(Tool tool) {
    return tool.find().apply(folders);
  }

  String path(Tool tool) {
    return find(tool)
        .orElseThrow(
            () ->
                LabctlException.machine(
                    "%s is not installed; run 'labctl doctor --fix', or: apt-get install -y %s"
                        .formatted(tool.name(), tool.debianPackage())))
        .toString();
  }

  List<Tool> missing() {
    return all.stream().filter(t -> find(t).isEmpty()).toList();
  }
}

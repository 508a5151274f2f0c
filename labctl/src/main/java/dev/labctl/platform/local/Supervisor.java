package dev.labctl.platform.local;

import dev.labctl.component.local.MemberFiles;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Member;
import dev.labctl.lab.Node;
import dev.labctl.process.Command;
import dev.labctl.process.Identity;
import dev.labctl.process.ProcFs;
import dev.labctl.process.ProcFs.Stat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** runit: one {@code runsvdir} a node, one service a member. */
final class Supervisor {
  private static final int OPEN_FILES = 65_536;

  private final Layout layout;
  private final MemberUser user;
  private final Tools tools;
  private final ProcFs proc;

  Supervisor(Layout layout, MemberUser user, Tools tools, ProcFs proc) {
    this.layout = layout;
    this.user = user;
    this.tools = tools;
    this.proc = proc;
  }

  /** What writing the member's files would change, or has changed. */
  boolean install(Member member, MemberFiles rendered) {
    user.folder(layout.memberData(member));
    user.folder(layout.log(member));
    boolean changed = false;
    for (Map.Entry<String, String> file : rendered.config().entrySet()) {
      Path path = layout.config(member).resolve(file.getKey());
      changed |= user.write(path, file.getValue(), false);
    }
    Path service = layout.service(member);
    if (rendered.finish().isPresent()) {
      changed |= user.write(service.resolve("finish"), rendered.finish().get(), true);
    }
    user.write(layout.log(member).resolve("config"), "s2000000\nn5\n", false);
    changed |=
        user.write(
            service.resolve("log/run"),
            "#!/bin/sh\nexec %s -tt %s\n".formatted(tools.path(Tools.SVLOGD), layout.log(member)),
            true);
    // Last, because runsvdir starts a folder as soon as it sees one.
    changed |= user.write(service.resolve("run"), rendered.run(), true);
    return changed;
  }

  /** Whether the member's files are as rendered. */
  boolean upToDate(Member member, MemberFiles rendered) {
    return rendered.config().entrySet().stream()
            .allMatch(f -> holds(layout.config(member).resolve(f.getKey()), f.getValue()))
        && holds(layout.service(member).resolve("run"), rendered.run());
  }

  /** Starts the node's runsvdir, and with it every service. */
  void start(Node node) {
    Path output = layout.node(node).resolve("runsvdir.log");
    String mark = layout.mark(node);
    // As many open files as may be had: root raises the limit, others up to their hard one.
    List<String> line =
        new ArrayList<>(
            List.of(
                "sh",
                "-c",
                "ulimit -n %d 2>/dev/null || ulimit -n \"$(ulimit -H -n)\"; exec \"$@\""
                    .formatted(OPEN_FILES),
                "sh"));
    line.addAll(
        user.running(
            List.of(
                "env",
                "-i",
                mark,
                "PATH=" + Tools.SAFE_PATH,
                "LANG=C.UTF-8",
                "HOME=" + layout.data(),
                "sh",
                "-c",
                // A session of its own and no parent: it must outlive labctl.
                "cd \"$1\" && exec setsid --fork \"$2\" -P \"$3\" </dev/null >>\"$4\" 2>&1",
                "sh",
                layout.data().toString(),
                tools.path(Tools.RUNSVDIR),
                layout.services(node).toString(),
                output.toString())));
    Command.of(line).run(Duration.ofSeconds(5)).orThrow();
  }

  /** Whether runit was told to keep the member down. */
  boolean stopped(Member member) {
    Path stat = layout.service(member).resolve("supervise/stat");
    try {
      return Files.exists(stat) && Files.readString(stat).startsWith("down");
    } catch (IOException e) {
      throw LabctlException.machine("cannot read %s: %s".formatted(stat, e), e);
    }
  }

  /** One of sv's commands for some members at once; waits up to {@code limit}, not at all if 0. */
  void control(String action, List<Member> members, Duration limit) {
    List<String> line = new ArrayList<>(List.of(tools.path(Tools.SV)));
    if (!limit.isZero()) {
      line.addAll(List.of("-w", Long.toString(limit.toSeconds())));
    }
    line.add(action);
    int before = line.size();
    members.stream()
        .filter(m -> Files.exists(layout.service(m).resolve("supervise/ok")))
        .forEach(m -> line.add(layout.service(m).toString()));
    if (line.size() > before) {
      // Its exit code counts the services that did not obey; what runs afterwards is checked.
      Command.of(line).run(limit.plusSeconds(5));
    }
  }

  /** The main process that runit started for the member. */
  Optional<Identity> main(Member member) {
    return pid(layout.service(member).resolve("supervise/pid"))
        .flatMap(proc::stat)
        .map(Stat::identity);
  }

  /** The number in the first line of a pid file. */
  static Optional<Long> pid(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .findFirst()
          .map(String::strip)
          .filter(l -> l.matches("\\d{1,18}"))
          .map(Long::valueOf);
    } catch (IOException notRunning) {
      return Optional.empty();
    }
  }

  private static boolean holds(Path file, String content) {
    try {
      return Files.exists(file) && Files.readString(file).equals(content);
    } catch (IOException e) {
      throw LabctlException.machine("cannot read %s: %s".formatted(file, e), e);
    }
  }
}

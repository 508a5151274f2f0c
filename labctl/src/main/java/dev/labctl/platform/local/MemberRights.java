package dev.labctl.platform.local;

import dev.labctl.component.local.Tool;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Finding;
import dev.labctl.process.Command;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Whether the members' user can run what the members are made of: tried as that user, since a JDK
 * or a program in root's own folders looks well to root.
 */
record MemberRights(Layout layout, MemberUser user, Tools tools) {
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private static final String ELSEWHERE = "set LABCTL_HOME, or JAVA_HOME, to a folder without";

  /** What start scripts and configuration files of the members' programs hold without quotes. */
  private static final Pattern UNSAFE = Pattern.compile("[^\\p{L}\\p{N}\\p{M}/._+@=~-]");

  List<Finding> inspect() {
    List<Finding> findings = new ArrayList<>();
    unsafe().ifPresent(why -> findings.add(new Finding("paths", false, why, ELSEWHERE)));
    // Without its package the user may not be there either.
    if (tools.missing().isEmpty()) {
      findings.add(java());
      programs().ifPresent(findings::add);
    }
    return findings;
  }

  /**
   * Insists on all of it.
   *
   * @throws LabctlException (usage) for a path that no member can have, else (exit 3)
   */
  void insist() {
    unsafe()
        .ifPresent(
            why -> {
              throw LabctlException.usage(why + "; " + ELSEWHERE);
            });
    inspect().stream()
        .filter(f -> !f.ok())
        .findFirst()
        .ifPresent(
            f -> {
              throw LabctlException.machine(f.actual() + "; " + f.nextStep());
            });
  }

  private Optional<String> unsafe() {
    return Stream.of(layout.data(), Path.of(System.getProperty("java.home")))
        .map(Path::toString)
        .flatMap(MemberRights::unsafe)
        .findFirst();
  }

  /** What a path has that the files of the members' programs cannot hold, in words. */
  static Stream<String> unsafe(String path) {
    Matcher matcher = UNSAFE.matcher(path);
    if (!matcher.find()) {
      return Stream.empty();
    }
    String found = matcher.group();
    return Stream.of(
        "the path '%s' has %s, which start scripts and configuration files of the members cannot hold"
            .formatted(path, found.isBlank() ? "a space" : "the character '" + found + "'"));
  }

  private Finding java() {
    String program = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String what = "java as " + user.name();
    Command.Result result = Command.of(user.running(List.of(program, "-version"))).run(LIMIT);
    return result.exit() == 0
        ? new Finding(what, true, program, "")
        : new Finding(
            what,
            false,
            "%s, who the members run as, cannot run %s: %s"
                .formatted(user.name(), program, lastLine(result)),
            "set JAVA_HOME to a JDK in a folder open to everybody, such as below /usr/lib/jvm");
  }

  /** One look for all: each is a fork. */
  private Optional<Finding> programs() {
    List<String> line =
        new ArrayList<>(List.of("sh", "-c", "for p do [ -x \"$p\" ] || echo \"$p\"; done", "sh"));
    tools.all().stream().filter(Tool::executable).map(tools::path).forEach(line::add);
    Command.Result result = Command.of(user.running(line)).run(LIMIT);
    String refused = (result.out() + result.err()).strip();
    return refused.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Finding(
                "programs as " + user.name(),
                false,
                "%s, who the members run as, cannot run %s"
                    .formatted(user.name(), String.join(", ", refused.lines().toList())),
                "put the distribution's programs first in PATH"));
  }

  private static String lastLine(Command.Result result) {
    return (result.out() + result.err())
        .strip()
        .lines()
        .reduce("exit code " + result.exit(), (a, b) -> b);
  }
}

package dev.labctl.component.local;

import dev.labctl.component.MemberValues;
import dev.labctl.component.Secrets;
import dev.labctl.component.TemplateValues;
import dev.labctl.lab.Lab;
import dev.labctl.lab.Member;
import java.nio.file.Path;
import java.util.List;

/** What this machine gives to components. */
public interface LocalHost {
  /** The lab's model. */
  Lab lab();

  /** Addresses, ports and passwords of members. */
  MemberValues members();

  /** What the templates of a member's files ask for; the component adds what is its own. */
  TemplateValues values(Member member);

  /** The passwords' files. */
  Secrets secrets();

  /**
   * Where a program is.
   *
   * @throws dev.labctl.exit.LabctlException (exit 3) when it is not installed
   */
  String path(Tool tool);

  /** The folder of a member, in which it is started. */
  Path folder(Member member);

  /** The member's rendered files. */
  Path config(Member member);

  /** What the member keeps. */
  Path data(Member member);

  /** A folder for all that members share: programs that the lab brings along. */
  Path shared(String name);

  /** Writes a file that members may read, when its content differs; whether it did. */
  boolean write(Path file, String content);

  /** Copies a file for members to read. */
  void copy(Path from, Path to);

  /** The command line that runs {@code arguments} as the members' user. */
  List<String> asMember(List<String> arguments);

  /** What runit executes: a command, in the member's folder, its output in the member's log. */
  default String script(Member member, String command) {
    return """
    #!/bin/sh
    exec 2>&1
    cd %s
    exec %s
    """
        .formatted(folder(member), command);
  }

  /** A program with arguments as such a script. */
  default String script(Member member, Tool tool, String arguments) {
    return script(member, path(tool) + " " + arguments);
  }
}

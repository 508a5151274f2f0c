package dev.labctl.platform.local;

import dev.labctl.lab.Lab;
import dev.labctl.lab.LabIdentity;
import dev.labctl.lab.Member;
import dev.labctl.lab.Node;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/**
 * Where the lab's files are.
 *
 * @param id of the lab on this machine, from {@link LabIdentity}
 * @param data what members read and write; owned by their user
 */
record Layout(Lab lab, String id, Path data) {
  private static final Path ROOT_DATA = Path.of("/var/lib/labctl");

  static Layout of(Lab lab, MemberUser user) {
    String id = LabIdentity.id(lab.state(), lab.spec().name());
    Path own = lab.state().resolve("data");
    // A lab of root's has its state under root's home, where the members' user cannot go. That of
    // an
    // ordinary user stays where it is when root stops it.
    boolean apart = user.root() && !Files.isDirectory(own, LinkOption.NOFOLLOW_LINKS);
    return new Layout(lab, id, LabIdentity.realFolder(apart ? ROOT_DATA.resolve(id) : own));
  }

  /** What the environment of every process of the node holds. */
  String mark(Node node) {
    return NodeProcesses.MARK + "=" + id + "/" + node.name();
  }

  Path node(Node node) {
    return data.resolve(node.name());
  }

  /** The folder that the node's runsvdir watches. */
  Path services(Node node) {
    return node(node).resolve("sv");
  }

  Path service(Member member) {
    return services(member.node()).resolve(member.name());
  }

  Path member(Member member) {
    return node(member.node()).resolve(member.name());
  }

  Path config(Member member) {
    return member(member).resolve("config");
  }

  Path memberData(Member member) {
    return member(member).resolve("data");
  }

  Path log(Member member) {
    return node(member.node()).resolve("log").resolve(member.name());
  }

  Path secrets() {
    return data.resolve("secrets");
  }
}

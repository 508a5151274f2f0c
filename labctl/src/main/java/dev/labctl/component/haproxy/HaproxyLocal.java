package dev.labctl.component.haproxy;

import dev.labctl.component.local.LocalHost;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.local.MemberFiles;
import dev.labctl.component.local.Tool;
import dev.labctl.lab.Member;
import java.util.List;

/** HAProxy as a process. */
final class HaproxyLocal implements LocalPart {
  private static final Tool HAPROXY = Tool.program("haproxy", "haproxy");

  @Override
  public List<Tool> tools() {
    return List.of(HAPROXY);
  }

  @Override
  public List<VersionedTool> versions() {
    return List.of(new VersionedTool("haproxy", HAPROXY, "-v"));
  }

  @Override
  public MemberFiles files(LocalHost host, Member member) {
    return MemberFiles.of(
        "haproxy.cfg",
        HaproxyFiles.configuration(host.members(), host.values(member)),
        host.script(member, HAPROXY, "-db -f config/haproxy.cfg"));
  }
}

package dev.labctl.component.etcd;

import dev.labctl.component.MemberValues;
import dev.labctl.component.Template;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.local.LocalHost;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.local.MemberFiles;
import dev.labctl.component.local.StopOrder;
import dev.labctl.component.local.Tool;
import dev.labctl.lab.Member;
import java.util.List;

/** etcd as processes. */
final class EtcdLocal implements LocalPart {
  private static final Tool ETCD = Tool.program("etcd", "etcd-server");

  @Override
  public List<Tool> tools() {
    return List.of(ETCD);
  }

  @Override
  public List<VersionedTool> versions() {
    return List.of(VersionedTool.of("etcd", ETCD));
  }

  @Override
  public MemberFiles files(LocalHost host, Member member) {
    MemberValues members = host.members();
    TemplateValues values =
        host.values(member)
            .lines(
                "initialCluster",
                members.each(
                    Etcd.COMPONENT, ",", m -> m.name() + "=http://" + members.at(m, Etcd.PEER)));
    return MemberFiles.of(
        "etcd.yaml",
        Template.beside(EtcdLocal.class, "etcd.yaml").fill(values),
        host.script(member, ETCD, "--config-file=config/etcd.yaml"));
  }

  /**
   * A kill does etcd no harm, and of three that are stopped at once the leader would wait 9 s for
   * another one to take over.
   */
  @Override
  public StopOrder stopped() {
    return StopOrder.KILLED;
  }
}

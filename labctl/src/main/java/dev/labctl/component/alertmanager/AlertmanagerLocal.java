package dev.labctl.component.alertmanager;

import dev.labctl.component.Template;
import dev.labctl.component.local.LocalHost;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.local.MemberFiles;
import dev.labctl.component.local.Tool;
import dev.labctl.lab.Member;
import java.util.List;

/** Alertmanager as a process. */
final class AlertmanagerLocal implements LocalPart {
  private static final Tool ALERTMANAGER =
      Tool.program("prometheus-alertmanager", "prometheus-alertmanager");

  @Override
  public List<Tool> tools() {
    return List.of(ALERTMANAGER);
  }

  @Override
  public List<VersionedTool> versions() {
    return List.of(VersionedTool.of("alertmanager", ALERTMANAGER));
  }

  @Override
  public MemberFiles files(LocalHost host, Member member) {
    return MemberFiles.of(
        "alertmanager.yaml",
        Template.beside(AlertmanagerLocal.class, "alertmanager.yaml").fill(host.values(member)),
        host.script(
            member,
            ALERTMANAGER,
            "--config.file=config/alertmanager.yaml --storage.path=data --log.level=warn"
                + " --web.listen-address=%s --cluster.listen-address="
                    .formatted(host.members().at(member, Alertmanager.HTTP))));
  }
}

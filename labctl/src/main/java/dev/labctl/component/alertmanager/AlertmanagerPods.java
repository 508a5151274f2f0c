package dev.labctl.component.alertmanager;

import dev.labctl.component.Template;
import dev.labctl.component.pods.ConfigFiles;
import dev.labctl.component.pods.PodHost;
import dev.labctl.component.pods.PodImage;
import dev.labctl.component.pods.PodPart;
import dev.labctl.lab.Member;
import java.util.List;
import java.util.Map;

/** Alertmanager in a pod on the edge. */
final class AlertmanagerPods implements PodPart {
  @Override
  public String pod() {
    return "alertmanager";
  }

  @Override
  public List<PodImage> images() {
    return List.of(PodImage.onEdge("alertmanager"));
  }

  @Override
  public List<Application> applications() {
    return List.of(Application.of("alertmanager", 2));
  }

  @Override
  public List<ConfigFiles> files(PodHost host) {
    Member member = host.lab().members(Alertmanager.COMPONENT).getFirst();
    return List.of(
        ConfigFiles.configMap(
            "alertmanager",
            "alertmanager-config",
            Map.of(
                "alertmanager.yaml",
                Template.beside(AlertmanagerPods.class, "alertmanager.yaml")
                    .fill(host.values(member)))));
  }

  @Override
  public List<VersionedProgram> versions() {
    return List.of(VersionedProgram.of("alertmanager", "prometheus-alertmanager"));
  }
}

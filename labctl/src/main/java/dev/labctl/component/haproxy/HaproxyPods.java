package dev.labctl.component.haproxy;

import dev.labctl.component.Template;
import dev.labctl.component.pods.ConfigFiles;
import dev.labctl.component.pods.PodHost;
import dev.labctl.component.pods.PodImage;
import dev.labctl.component.pods.PodPart;
import dev.labctl.lab.Member;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** HAProxy in a pod on the edge; where the cluster is ours, it is also the way to its API. */
final class HaproxyPods implements PodPart {
  /** Of an API server. */
  private static final int API = 6443;

  @Override
  public String pod() {
    return "haproxy";
  }

  @Override
  public List<PodImage> images() {
    return List.of(PodImage.onEdge("haproxy"));
  }

  @Override
  public List<Application> applications() {
    return List.of(Application.of("haproxy", 2));
  }

  @Override
  public List<ConfigFiles> files(PodHost host) {
    Member member = host.lab().members(Haproxy.COMPONENT).getFirst();
    return List.of(
        ConfigFiles.secret(
            "haproxy",
            Map.of(
                "haproxy.cfg",
                HaproxyFiles.configuration(host.members(), host.values(member)),
                "api.cfg",
                host.ownsCluster()
                    ? api(host, member)
                    : "# Rendered by labctl: the API is not ours.\n")));
  }

  private static String api(PodHost host, Member member) {
    String servers =
        host.lab().nodes().stream()
            .map(n -> "  server %s %s:%d".formatted(n.name(), n.address(), API))
            .collect(Collectors.joining("\n"));
    return Template.beside(HaproxyPods.class, "api.cfg")
        .fill(host.values(member).lines("apiServers", servers));
  }

  @Override
  public List<VersionedProgram> versions() {
    return List.of(new VersionedProgram("haproxy", List.of("haproxy", "-v")));
  }
}

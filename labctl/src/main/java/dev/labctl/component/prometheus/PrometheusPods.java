package dev.labctl.component.prometheus;

import dev.labctl.component.Definition;
import dev.labctl.component.ScrapeJob;
import dev.labctl.component.Template;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.YamlWord;
import dev.labctl.component.pods.ConfigFiles;
import dev.labctl.component.pods.PodHost;
import dev.labctl.component.pods.PodImage;
import dev.labctl.component.pods.PodPart;
import dev.labctl.lab.Member;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prometheus in a pod on the edge; it finds its targets as pods. */
final class PrometheusPods implements PodPart {
  @Override
  public String pod() {
    return "prometheus";
  }

  @Override
  public List<PodImage> images() {
    return List.of(PodImage.onEdge("prometheus"));
  }

  @Override
  public List<Application> applications() {
    return List.of(Application.of("prometheus", 2));
  }

  @Override
  public List<ConfigFiles> files(PodHost host) {
    Member member = host.lab().members(Prometheus.COMPONENT).getFirst();
    TemplateValues values =
        host.values(member)
            .lines("scrapeJobs", ScrapeJobs.of(host.members().components(), d -> job(host, d)));
    String config = Template.beside(PrometheusPods.class, "prometheus-pods.yaml").fill(values);
    return List.of(
        ConfigFiles.configMap("prometheus", "prometheus-config", Map.of("prometheus.yaml", config)),
        ConfigFiles.configMap(
            "prometheus",
            "alert-rules",
            AlertRules.read(host.lab().root(), host.members().components())));
  }

  private static String job(PodHost host, Definition definition) {
    Optional<PodPart> pods = definition.pods();
    return pods.isPresent() ? job(host, definition, pods.get()) : definition.scrapeUnderneath(host);
  }

  private static String job(PodHost host, Definition definition, PodPart pods) {
    ScrapeJob job = definition.scrape().orElseThrow();
    String label = definition.component().label();
    List<String> lines = new ArrayList<>(List.of("- job_name: " + job.job()));
    job.options().forEach(l -> lines.add("  " + l));
    lines.add(
        "  kubernetes_sd_configs: [{role: pod, namespaces: {names: [%s]}}]"
            .formatted(YamlWord.of(host.namespace())));
    lines.add("  relabel_configs:");
    lines.add(
        "  - {source_labels: [__meta_kubernetes_pod_label_app_kubernetes_io_name, __meta_kubernetes_pod_container_port_name], regex: %s;%s, action: keep}"
            .formatted(pods.pod(), job.podPort()));
    if (definition.component().onEdge()) {
      lines.add("  - {replacement: %s, target_label: instance}".formatted(label));
    } else {
      lines.add("  - {source_labels: [__meta_kubernetes_pod_name], target_label: instance}");
      lines.add("  - {source_labels: [__meta_kubernetes_pod_node_name], target_label: node}");
      lines.add(
          "  - {source_labels: [__meta_kubernetes_pod_name], regex: '%s-(\\d)', replacement: '%s$1:%d', target_label: __address__}"
              .formatted(
                  pods.pod(),
                  // Its tens, before the member's number.
                  host.address(pods.service() / 10),
                  host.members().port(job.access())));
    }
    job.relabelling().forEach(l -> lines.add("  " + l));
    return String.join("\n", lines);
  }

  @Override
  public List<VersionedProgram> versions() {
    return List.of(VersionedProgram.of("prometheus", "prometheus"));
  }
}

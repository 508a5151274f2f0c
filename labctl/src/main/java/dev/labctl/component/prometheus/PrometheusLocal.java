package dev.labctl.component.prometheus;

import dev.labctl.component.Definition;
import dev.labctl.component.MemberValues;
import dev.labctl.component.ScrapeJob;
import dev.labctl.component.Template;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.local.LocalHost;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.local.MemberFiles;
import dev.labctl.component.local.Tool;
import dev.labctl.lab.Member;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Prometheus as a process; its targets are listed, because there is no API here that lists them.
 */
final class PrometheusLocal implements LocalPart {
  private static final Tool PROMETHEUS = Tool.program("prometheus", "prometheus");

  @Override
  public List<Tool> tools() {
    return List.of(PROMETHEUS);
  }

  @Override
  public List<VersionedTool> versions() {
    return List.of(VersionedTool.of("prometheus", PROMETHEUS));
  }

  @Override
  public MemberFiles files(LocalHost host, Member member) {
    TemplateValues values =
        host.values(member)
            .lines("scrapeJobs", ScrapeJobs.of(host.members().components(), d -> job(host, d)));
    Map<String, String> config = new HashMap<>();
    config.put(
        "prometheus.yaml",
        Template.beside(PrometheusLocal.class, "prometheus-local.yaml").fill(values));
    AlertRules.read(host.lab().root(), host.members().components())
        .forEach((file, text) -> config.put("alerts/" + file, text));
    String arguments =
        "--config.file=config/prometheus.yaml --storage.tsdb.path=data --log.level=warn"
            + " --storage.tsdb.retention.time=12h --storage.tsdb.retention.size=1GB"
            + " --query.lookback-delta=5s --web.listen-address="
            + host.members().at(member, Prometheus.HTTP);
    return new MemberFiles(config, host.script(member, PROMETHEUS, arguments), Optional.empty());
  }

  private static String job(LocalHost host, Definition definition) {
    ScrapeJob job = definition.scrape().orElseThrow();
    List<String> lines = new ArrayList<>(List.of("- job_name: " + job.job()));
    job.options().forEach(l -> lines.add("  " + l));
    List<Member> members = definition.of(host.lab());
    if (definition.component().onEdge()) {
      lines.add("  static_configs: [" + target(host.members(), members.getFirst(), job) + "]");
    } else {
      lines.add("  static_configs:");
      members.forEach(m -> lines.add("  - " + target(host.members(), m, job)));
    }
    job.relabelling().forEach(l -> lines.add("  " + l));
    return String.join("\n", lines);
  }

  private static String target(MemberValues values, Member member, ScrapeJob job) {
    String node = member.component().onEdge() ? "" : ", node: " + member.node().name();
    return "{targets: ['%s'], labels: {instance: %s%s}}"
        .formatted(values.at(member, job.access()), member.name(), node);
  }
}

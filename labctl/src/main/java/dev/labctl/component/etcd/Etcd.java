package dev.labctl.component.etcd;

import dev.labctl.component.Definition;
import dev.labctl.component.Inquiry;
import dev.labctl.component.Look;
import dev.labctl.component.Port;
import dev.labctl.component.ScrapeJob;
import dev.labctl.component.Template;
import dev.labctl.component.TemplateValues;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.pods.PodHost;
import dev.labctl.component.pods.PodPart;
import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.spec.ClusterSpec.Ports;
import java.util.List;
import java.util.Optional;

/** etcd: Patroni's store on this machine, and below K3s its servers' own. */
public final class Etcd implements Definition {
  /** Of clients, and of metrics. */
  public static final Access CLIENT = new Access("etcdClient");

  /** The component. */
  public static final Component COMPONENT = Component.led("etcd", CLIENT, "leader");

  static final Access PEER = new Access("etcdPeer");

  @Override
  public Component component() {
    return COMPONENT;
  }

  @Override
  public List<Port> ports() {
    return List.of(Port.inside(CLIENT, Ports::etcdClient), Port.inside(PEER, Ports::etcdPeer));
  }

  @Override
  public Look look(Inquiry inquiry) {
    // K3s shows nothing of its embedded etcd but metrics to who has no client certificate.
    EtcdProbe probe =
        inquiry.lab().spec().kubernetes() == null ? EtcdProbe.STATUS : EtcdProbe.METRICS;
    return Look.each(member -> probe.ask(inquiry.at(member, CLIENT), inquiry.web()));
  }

  @Override
  public Optional<ScrapeJob> scrape() {
    return Optional.of(
        new ScrapeJob(
            "etcd",
            CLIENT,
            "metrics",
            List.of("scrape_interval: 2s"),
            List.of(
                "metric_relabel_configs:",
                "# etcd has some thousand series; the lab asks for these.",
                "- {source_labels: [__name__], regex:"
                    + " 'etcd_server_.*|etcd_disk_wal_fsync_duration_seconds.*|process_.*', action:"
                    + " keep}")));
  }

  @Override
  public LocalPart local() {
    return new EtcdLocal();
  }

  @Override
  public Optional<PodPart> pods() {
    return Optional.empty();
  }

  @Override
  public String scrapeUnderneath(PodHost host) {
    return host.ownsCluster()
        ? Template.beside(Etcd.class, "scrape-pods.yaml").fill(new TemplateValues())
        : "";
  }
}

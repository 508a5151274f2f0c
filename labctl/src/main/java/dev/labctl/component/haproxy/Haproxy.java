package dev.labctl.component.haproxy;

import dev.labctl.component.Definition;
import dev.labctl.component.Inquiry;
import dev.labctl.component.Look;
import dev.labctl.component.Port;
import dev.labctl.component.ScrapeJob;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.pods.PodPart;
import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.spec.ClusterSpec.Ports;
import java.util.List;
import java.util.Optional;

/** HAProxy: the entry, through which all load comes. */
public final class Haproxy implements Definition {
  /** Of clients. */
  public static final Access ENTRY = new Access("entry");

  /** The component. */
  public static final Component COMPONENT = Component.onEdge("haproxy", ENTRY);

  static final Access METRICS = new Access("haproxyMetrics");

  @Override
  public Component component() {
    return COMPONENT;
  }

  @Override
  public List<Port> ports() {
    return List.of(
        Port.reached(ENTRY, Ports::entry, 80), Port.reached(METRICS, Ports::haproxyMetrics, 84));
  }

  @Override
  public Look look(Inquiry inquiry) {
    return Look.each(member -> inquiry.http(member, METRICS, "/health", null));
  }

  @Override
  public Optional<ScrapeJob> scrape() {
    return Optional.of(ScrapeJob.of("haproxy", METRICS, "metrics"));
  }

  @Override
  public LocalPart local() {
    return new HaproxyLocal();
  }

  @Override
  public Optional<PodPart> pods() {
    return Optional.of(new HaproxyPods());
  }
}

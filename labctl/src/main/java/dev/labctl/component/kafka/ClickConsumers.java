package dev.labctl.component.kafka;

import dev.labctl.component.Definition;
import dev.labctl.component.Inquiry;
import dev.labctl.component.Look;
import dev.labctl.component.Port;
import dev.labctl.component.ScrapeJob;
import dev.labctl.component.local.LocalHost;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.local.MemberFiles;
import dev.labctl.component.local.Tool;
import dev.labctl.component.pods.PodPart;
import dev.labctl.component.shortener.ShortenerRole;
import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.lab.Member;
import dev.labctl.spec.ClusterSpec;
import java.util.List;
import java.util.Optional;

/** The shortener's consumer role: takes clicks from Kafka to Postgres, on two of the nodes. */
public final class ClickConsumers implements Definition {
  /** Of health and metrics. */
  public static final Access ADMIN = new Access("consumerAdmin");

  /** The component. */
  public static final Component COMPONENT = Component.alike("consumer", ADMIN);

  @Override
  public Component component() {
    return COMPONENT;
  }

  @Override
  public boolean wanted(ClusterSpec spec) {
    return spec.clicks() == ClusterSpec.Clicks.KAFKA;
  }

  /** One may be away. */
  @Override
  public int members() {
    return 2;
  }

  /** Measured: 195 MB minutes after the start; the heap of at most 192 MB was not full then. */
  @Override
  public int megabytes() {
    return 250;
  }

  @Override
  public List<Port> ports() {
    return List.of(Port.reached(ADMIN, _ -> 9081, 24));
  }

  @Override
  public Look look(Inquiry inquiry) {
    return Look.each(member -> inquiry.http(member, ADMIN, "/health/ready", "instance"));
  }

  @Override
  public Optional<ScrapeJob> scrape() {
    return Optional.of(ScrapeJob.of("consumer", ADMIN, "admin"));
  }

  @Override
  public LocalPart local() {
    return new ConsumersLocal();
  }

  @Override
  public Optional<PodPart> pods() {
    return Optional.of(new ConsumerPods());
  }

  /** As processes: the shortener's program under another sub-command. */
  private static final class ConsumersLocal implements LocalPart {
    @Override
    public List<Tool> tools() {
      return List.of();
    }

    @Override
    public MemberFiles files(LocalHost host, Member member) {
      return new ShortenerRole("consume").files(host, member, host.members().port(ADMIN));
    }
  }
}

package dev.labctl.component.shortener;

import dev.labctl.component.Definition;
import dev.labctl.component.Inquiry;
import dev.labctl.component.Look;
import dev.labctl.component.MemberValues;
import dev.labctl.component.Port;
import dev.labctl.component.ScrapeJob;
import dev.labctl.component.Secret;
import dev.labctl.component.Web;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.pods.PodPart;
import dev.labctl.exit.LabctlException;
import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.lab.Member;
import dev.labctl.lab.MemberState;
import dev.labctl.spec.ClusterSpec.Ports;
import dev.labctl.spec.ClusterSpec.Tracing;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** The shortener: the system under test. */
public final class Shortener implements Definition {
  /** Of its clients. */
  public static final Access HTTP = new Access("shortener");

  /** Of health and metrics. */
  public static final Access ADMIN = new Access("shortenerAdmin");

  static final Secret ADMIN_TOKEN = new Secret("admin");

  /** The component. */
  public static final Component COMPONENT = Component.alike("shortener", HTTP);

  @Override
  public Component component() {
    return COMPONENT;
  }

  @Override
  public List<Port> ports() {
    return List.of(
        Port.idle(HTTP, Ports::shortener, 70), Port.reached(ADMIN, Ports::shortenerAdmin, 40));
  }

  @Override
  public List<Secret> secrets() {
    return List.of(ADMIN_TOKEN);
  }

  @Override
  public Look look(Inquiry inquiry) {
    return Look.each(member -> inquiry.http(member, ADMIN, "/health/ready", "instance"));
  }

  @Override
  public Optional<ScrapeJob> scrape() {
    return Optional.of(ScrapeJob.of("shortener", ADMIN, "admin"));
  }

  @Override
  public void clearCache(Inquiry inquiry, List<MemberState> states) {
    for (Member member : of(inquiry.lab())) {
      URI uri = inquiry.at(member, ADMIN).http("/admin/cache/clear");
      int status =
          inquiry
              .web()
              .post(uri, "", inquiry.secrets().value(ADMIN_TOKEN))
              .found()
              .map(Web.Answer::status)
              .orElse(0);
      if (status / 100 != 2) {
        throw LabctlException.machine(
            "%s did not empty its cache: status %d (0: no answer), not 204"
                .formatted(member.name(), status));
      }
    }
  }

  /** Traces to a receiver that is none of the lab's members. */
  @Override
  public String shortenerSettings(MemberValues members) {
    Tracing tracing = members.lab().spec().tracing();
    return tracing == null || tracing.endpoint() == null ? "" : tracing.settings();
  }

  @Override
  public LocalPart local() {
    return new ShortenerLocal();
  }

  @Override
  public Optional<PodPart> pods() {
    return Optional.of(new ShortenerPods());
  }
}

package dev.labctl.component.alertmanager;

import dev.labctl.component.Definition;
import dev.labctl.component.Inquiry;
import dev.labctl.component.Look;
import dev.labctl.component.Port;
import dev.labctl.component.local.LocalPart;
import dev.labctl.component.pods.PodPart;
import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.spec.ClusterSpec.Ports;
import java.util.List;
import java.util.Optional;

/** Alertmanager. It notifies no person; labctl asks it which alerts fire. */
public final class Alertmanager implements Definition {
  /** Its only port. */
  public static final Access HTTP = new Access("alertmanager");

  /** The component. */
  public static final Component COMPONENT = Component.onEdge("alertmanager", HTTP);

  @Override
  public Component component() {
    return COMPONENT;
  }

  @Override
  public List<Port> ports() {
    return List.of(Port.reached(HTTP, Ports::alertmanager, 93));
  }

  @Override
  public Look look(Inquiry inquiry) {
    return Look.each(member -> inquiry.http(member, HTTP, "/-/ready", null));
  }

  @Override
  public LocalPart local() {
    return new AlertmanagerLocal();
  }

  @Override
  public Optional<PodPart> pods() {
    return Optional.of(new AlertmanagerPods());
  }
}

package dev.labctl.component;

import dev.labctl.lab.Access;
import dev.labctl.spec.ClusterSpec.Ports;
import java.util.function.ToIntFunction;

/**
 * A TCP port on which a component's members listen.
 *
 * @param access its name; templates and manifests ask for it by that
 * @param number which it is, from the cluster file
 * @param nodePort on Kubernetes what is added to the first node port of the lab, and for members on
 *     nodes the member's number on top; {@link #NONE} without one
 * @param reached on Kubernetes whether labctl reaches it there; otherwise it is only kept free,
 *     since a Service with node ports has one for each of its ports, and one that Kubernetes chose
 *     could be the fixed one of a Service that comes later
 */
public record Port(Access access, ToIntFunction<Ports> number, int nodePort, boolean reached) {
  /** No node port. */
  public static final int NONE = -1;

  /** One that only other members use. */
  public static Port inside(Access access, ToIntFunction<Ports> number) {
    return new Port(access, number, NONE, false);
  }

  /** One that only other members use, behind a Service with node ports. */
  public static Port idle(Access access, ToIntFunction<Ports> number, int nodePort) {
    return new Port(access, number, nodePort, false);
  }

  /** One that labctl uses too. */
  public static Port reached(Access access, ToIntFunction<Ports> number, int nodePort) {
    return new Port(access, number, nodePort, true);
  }

  /** As templates call it. */
  public String name() {
    return access.name();
  }
}

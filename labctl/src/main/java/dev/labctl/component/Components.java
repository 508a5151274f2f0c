package dev.labctl.component;

import dev.labctl.lab.Access;
import dev.labctl.lab.Component;
import dev.labctl.lab.Member;
import dev.labctl.spec.ClusterSpec;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * The components that a lab may have, or has.
 *
 * @param all in the order of {@code status}
 */
public record Components(List<Definition> all) {
  public Components {
    all = List.copyOf(all);
  }

  /** Those that a lab of this cluster file has. */
  public Components of(ClusterSpec spec) {
    return new Components(all.stream().filter(d -> d.wanted(spec)).toList());
  }

  /** Megabytes of memory that they take beyond what was measured of the usual ones together. */
  public int extraMegabytes() {
    return all.stream().mapToInt(d -> d.members() * d.megabytes()).sum();
  }

  /** The definition of a member's component. */
  public Definition of(Member member) {
    return of(member.component());
  }

  /** The definition of a component. */
  public Definition of(Component component) {
    return all.stream()
        .filter(d -> d.component().equals(component))
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("the lab has no " + component));
  }

  /** The port that an access is of. */
  public Port port(Access access) {
    return all.stream()
        .flatMap(d -> d.port(access).stream())
        .findFirst()
        .orElseThrow(() -> new NoSuchElementException("the lab has no port " + access));
  }
}

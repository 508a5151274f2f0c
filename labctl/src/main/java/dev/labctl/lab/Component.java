package dev.labctl.lab;

import org.jspecify.annotations.Nullable;

/**
 * A kind of member, as far as the model has to know it. What it is made of is said in {@code
 * dev.labctl.component}.
 *
 * @param label the name in targets, member names and labels: lower case
 * @param service what it is there for, as opposed to how it is administered
 * @param leaderRole what the role of its one leader is called; null where all are alike
 * @param onEdge whether it stands on the edge, which no fault may target
 */
public record Component(String label, Access service, @Nullable String leaderRole, boolean onEdge) {
  /** One with a leader; it stands on the nodes. */
  public static Component led(String label, Access service, String leaderRole) {
    return new Component(label, service, leaderRole, false);
  }

  /** One whose members are alike, on the nodes. */
  public static Component alike(String label, Access service) {
    return new Component(label, service, null, false);
  }

  /** One on the edge. */
  public static Component onEdge(String label, Access service) {
    return new Component(label, service, null, true);
  }

  @Override
  public String toString() {
    return label;
  }
}

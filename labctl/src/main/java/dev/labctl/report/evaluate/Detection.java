package dev.labctl.report.evaluate;

import dev.labctl.timeline.Event.AlertFiring;
import dev.labctl.timeline.Event.FaultInjected;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which alert is a fault's detection: one that the fault lists, seen firing while the fault was at
 * work, with labels that fit the fault's target. An alert that names another member or another node
 * is about something else. One that names neither is about the whole component or lab, and the
 * fault's list says that it counts.
 */
final class Detection {
  /** How members are called; other instances (haproxy) only tell about a member. */
  private static final Pattern MEMBER = Pattern.compile("[a-z]+-\\d+");

  private Detection() {}

  static Optional<AlertFiring> of(FaultInjected fault, Interval reach, List<AlertFiring> alerts) {
    return alerts.stream()
        .filter(a -> reach.contains(a.at()) && fault.alerts().contains(a.alert()))
        .filter(a -> fits(a, fault))
        .findFirst();
  }

  private static boolean fits(AlertFiring alert, FaultInjected fault) {
    String instance = alert.labels().getOrDefault("instance", "");
    String node = alert.labels().getOrDefault("node", "");
    boolean namesMember = MEMBER.matcher(instance).matches();
    if (namesMember && instance.equals(fault.member())) {
      return true;
    }
    // A fault of a node reaches every member there; a fault of a member only that one.
    if (namesMember && !ofNode(fault)) {
      return false;
    }
    return node.isEmpty() ? !namesMember || onNode(instance, fault) : node.equals(fault.node());
  }

  private static boolean ofNode(FaultInjected fault) {
    return fault.target().startsWith("node");
  }

  /** An alert without the label: members carry the number of their node. */
  private static boolean onNode(String member, FaultInjected fault) {
    return number(member).equals(number(fault.node()));
  }

  private static String number(String name) {
    return name.substring(name.lastIndexOf('-') + 1);
  }
}
